from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0003_stands_of_years'),
    ]

    operations = [
        migrations.AddField(
            model_name='position',
            name='rank_before',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='上月灯次'),
        ),
    ]
