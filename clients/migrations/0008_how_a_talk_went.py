"""What came of a talk, and in which mood it ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0007_search_keys")]
    operations = [
        migrations.AddField(
            "interaction",
            "outcome",
            models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="outcome"),
        ),
        migrations.AddField(
            "interaction",
            "sentiment",
            models.CharField(
                blank=True,
                choices=[("good", "good"), ("neutral", "neutral"), ("bad", "bad")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="mood",
            ),
        ),
        migrations.AddConstraint(
            "interaction",
            models.CheckConstraint(
                condition=models.Q(sentiment__in=["", "good", "neutral", "bad"]), name="interaction_sentiment_is_known"
            ),
        ),
    ]
