from django.contrib import admin

from accounts.administration import ReadOnlyAdmin
from accounts.models import Company, Department, User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("name", "email", "role", "level", "supervisor", "is_active")
    list_filter = ("role", "level", "is_active")
    list_select_related = ("supervisor",)
    search_fields = ("name", "email")
    exclude = ("password",)
    show_full_result_count = False


@admin.register(Department)
class DepartmentAdmin(ReadOnlyAdmin):
    list_display = ("code", "name")


@admin.register(Company)
class CompanyAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "time_zone", "currency")
