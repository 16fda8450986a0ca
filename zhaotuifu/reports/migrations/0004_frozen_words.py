"""已签发的公文补上文字 — so that the register finds what was issued before there was one."""

from django.db import migrations


def words_of(data):
    blocks = list(data.get("blocks") or [])
    for part in data.get("attachments") or []:
        blocks += part.get("blocks") or []
    found = list(data.get("title") or [])
    for block in blocks:
        if block.get("kind") == "Paragraph":
            found.append("".join(run["text"] for run in block["runs"]))
        elif block.get("kind") == "Heading":
            found.append(block["text"])
        else:
            rows = [*(block.get("head") or []), *(block.get("body") or [])]
            found += [" ".join(cell["text"] for cell in row) for row in rows]
    return "\n".join(found)


def fill(apps, schema_editor):
    Report = apps.get_model("reports", "Report")
    for report in Report.objects.filter(state="issued", text="").order_by("pk").iterator(50):
        Report.objects.filter(pk=report.pk).update(text=words_of(report.frozen or {}))


class Migration(migrations.Migration):

    dependencies = [("reports", "0003_life_kinds_errata")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
