from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """One of the company's departments that answer requests. The eight of the mission come with the migration."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["code"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name
