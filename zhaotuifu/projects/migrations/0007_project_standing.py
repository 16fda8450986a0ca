from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0006_rates_thresholds_checks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['standing', 'sort_key', 'id'], name='project_standing'),
        ),
    ]
