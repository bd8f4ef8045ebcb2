using System.IO.Compression;
using System.Text;

namespace PublicServices.Tests.Adapters.Sheets;

/// <summary>XLSX files written part by part, so that a test decides every byte of them.</summary>
internal static class Workbooks
{
    /// <summary>A workbook with one sheet; style 1 is a date, style 2 a date with time.</summary>
    public static byte[] Of(string rows, string shared = "", string doctype = "", params IEnumerable<(string Path, string Text)> parts) => Zip([
        ("[Content_Types].xml", """
            <?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>
            """),
        ("_rels/.rels", """
            <?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """),
        ("xl/workbook.xml", """
            <?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Lớp 12A1" sheetId="1" r:id="rId1"/></sheets></workbook>
            """),
        ("xl/_rels/workbook.xml.rels", """
            <?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
            """),
        ("xl/styles.xml", """
            <?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>
            """),
        ("xl/sharedStrings.xml", $"""
            <?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{shared}</sst>
            """),
        ("xl/worksheets/sheet1.xml", $"""
            <?xml version="1.0" encoding="UTF-8"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>
            """),
        .. parts]);

    /// <summary>A row of text cells from column A.</summary>
    public static string Row(int number, params IEnumerable<string> cells) =>
        $"""<row r="{number}">{string.Concat(cells.Select((text, i) => $"""<c r="{Column(i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>"""))}</row>""";

    public static byte[] Zip(params IEnumerable<(string Path, string Text)> parts)
    {
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in parts)
            {
                using var stream = archive.CreateEntry(path).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return content.ToArray();
    }

    private static string Column(int index) =>
        (index < 26 ? "" : ((char)('A' + (index / 26) - 1)).ToString()) + (char)('A' + (index % 26));
}
