import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Min

from zhaotuifu.kernel.names import comparable
from zhaotuifu.projects import rules

CHUNK = 2000


def name_what_is_there(apps, schema_editor):
    """Every project gets the name it bears now, said from the first day anything is said of it."""
    Project = apps.get_model("projects", "Project")
    Profile = apps.get_model("projects", "Profile")
    ProjectName = apps.get_model("projects", "ProjectName")
    last = 0
    while True:
        found = list(Project.objects.filter(pk__gt=last, is_void=False).order_by("pk")[:CHUNK])
        if not found:
            return
        said = Profile.objects.filter(project_id__gt=last, project_id__lte=found[-1].pk)
        since = dict(said.values("project_id").annotate(day=Min("valid_from")).values_list("project_id", "day"))
        rows = []
        for one in found:
            key = comparable(one.name)[:300]
            rows.append(
                ProjectName(
                    project_id=one.pk, valid_from=since.get(one.pk, one.created_at.date()), name=one.name,
                    code=one.code, name_key=key, core=rules.core(key), trunk=rules.trunk(key),
                    recorded_at=one.created_at, recorded_by_id=one.created_by_id, batch=one.batch,
                )
            )
        ProjectName.objects.bulk_create(rows, batch_size=500)
        last = found[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_bulk_edits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProjectName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='录入时间')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被取代时间')),
                ('origin', models.CharField(blank=True, max_length=200, verbose_name='来源')),
                ('batch', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='批次')),
                ('valid_from', models.DateField(verbose_name='自')),
                ('name', models.CharField(max_length=300, verbose_name='项目名称')),
                ('code', models.CharField(blank=True, max_length=30, verbose_name='项目代码')),
                ('name_key', models.CharField(editable=False, max_length=300, verbose_name='比对形')),
                ('core', models.CharField(editable=False, max_length=300, verbose_name='骨干')),
                ('trunk', models.CharField(blank=True, editable=False, max_length=300, verbose_name='主干')),
                ('is_taken_back', models.BooleanField(default=False, verbose_name='已撤回')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projectnames', to='projects.project', verbose_name='项目')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
            ],
            options={
                'verbose_name': '名称',
                'indexes': [models.Index(fields=['name_key'], name='projectname_key'), models.Index(fields=['code'], name='projectname_code')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('project',), name='projectname_current')],
            },
        ),
        migrations.AddIndex(
            model_name='profile',
            index=models.Index(fields=['uscc'], name='profile_uscc'),
        ),
        migrations.AddIndex(
            model_name='profile',
            index=models.Index(fields=['address'], name='profile_address'),
        ),
        migrations.RunPython(name_what_is_there, migrations.RunPython.noop),
    ]
