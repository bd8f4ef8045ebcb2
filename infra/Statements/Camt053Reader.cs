using System.Globalization;
using System.Xml;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Reads ISO 20022 camt.053 bank-to-customer statements, any version, as a stream: no document tree is built.</summary>
/// <remarks>
/// A document type is refused, nothing is fetched, entities are not expanded, and depth and characters are limited: the file comes from
/// outside. Source: ISO 20022, camt.053.001.02 and later.
/// </remarks>
internal static class Camt053Reader
{
    private const int MaxDepth = 40;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 512L * 1024 * 1024,
        MaxCharactersFromEntities = 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    public static Result<Statement> Read(ReadOnlyMemory<byte> content, StatementSource source, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        using var xml = XmlReader.Create(stream, Strict);
        var line = 1;
        try
        {
            if (!xml.ReadToFollowing("BkToCstmrStmt") || !xml.NamespaceURI.Contains("camt.053", StringComparison.Ordinal)) return StatementProblems.NotThisFormat("camt.053");
            if (!xml.ReadToFollowing("Stmt")) return StatementProblems.Empty;
            var building = new Camt053Statement(source);
            var path = new List<string>();
            var depth = xml.Depth;
            while (xml.Read())
            {
                line = ((IXmlLineInfo)xml).LineNumber;
                if ((line & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
                if (xml.Depth <= depth && xml.NodeType == XmlNodeType.EndElement) break;
                if (xml.Depth > MaxDepth) return StatementProblems.Malformed(line, "depth");
                var level = xml.Depth - depth - 1;
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element:
                        path.RemoveRange(level, path.Count - level);
                        path.Add(xml.LocalName);
                        building.Begin(path, line);
                        if (xml.GetAttribute("Ccy") is { } currency) building.Currency(path, currency);
                        if (xml.IsEmptyElement && building.End(path, line) is { } problem) return problem;
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA:
                        if (building.Text(path, xml.Value.Trim(), line) is { } refused) return refused;
                        break;
                    case XmlNodeType.EndElement:
                        path.RemoveRange(level + 1, path.Count - level - 1);
                        if (building.End(path, line) is { } wrong) return wrong;
                        break;
                }
            }

            var end = line;
            // The rest is read too, so that a file that was cut behind the statement is noticed.
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Stmt") return StatementProblems.Malformed(((IXmlLineInfo)xml).LineNumber, "second Stmt");
            }

            return building.Build(end);
        }
        catch (XmlException e)
        {
            line = Math.Max(line, e.LineNumber);
            return e.Message.Contains("encoding", StringComparison.OrdinalIgnoreCase) ? StatementProblems.BadEncoding(line)
                : IsCut(content.Span) ? StatementProblems.Truncated(line, new("tệp XML chưa kết thúc", "the XML does not end"))
                : StatementProblems.NotThisFormat(string.Create(CultureInfo.InvariantCulture, $"camt.053 XML (line {line})"));
        }
    }

    private static bool IsCut(ReadOnlySpan<byte> content) => !content.TrimEnd(" \r\n\t\0"u8).EndsWith("Document>"u8);
}
