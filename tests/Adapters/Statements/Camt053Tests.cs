using System.Text;
using PublicServices.Finance;
using PublicServices.Infra.Statements;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Statements;

public sealed class Camt053Tests
{
    private const string Good = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
          <BkToCstmrStmt>
            <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T01:00:00</CreDtTm></GrpHdr>
            <Stmt>
              <Id>S-327</Id>
              <FrToDt><FrDtTm>2026-11-23T00:00:00</FrDtTm><ToDtTm>2026-11-23T23:59:59</ToDtTm></FrToDt>
              <Acct><Id><Othr><Id>0071000000011</Id></Othr></Id><Ccy>VND</Ccy></Acct>
              <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">1000000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>
              <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">1034000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>
              <TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>
              <Ntry>
                <Amt Ccy="VND">45000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                <BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>FT1</AcctSvcrRef>
                <NtryDtls><TxDtls><Refs><EndToEndId>HP000123</EndToEndId></Refs><RmtInf><Ustrd>Học phí tháng 11</Ustrd></RmtInf></TxDtls></NtryDtls>
              </Ntry>
              <Ntry>
                <Amt Ccy="VND">11000</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
                <BookgDt><DtTm>2026-11-23T10:00:00</DtTm></BookgDt><AcctSvcrRef>FT2</AcctSvcrRef><AddtlNtryInf>PHI</AddtlNtryInf>
              </Ntry>
            </Stmt>
          </BkToCstmrStmt>
        </Document>
        """;

    private static readonly StatementSource Source = StatementSource.Bank("vcb-0011");

    [Fact]
    public void Statement_IsRead()
    {
        var statement = Read(Good).Value;

        (statement.Number, statement.From, statement.Opening, statement.Closing).Should().Be(("camt053.s-327", new DateOnly(2026, 11, 23), 1_000_000L, 1_034_000L));
        statement.Lines.Select(line => (line.Number, line.Amount.MinorUnits, line.Reference, line.Order, line.Memo)).Should().Equal(
            (12, 45_000, "FT1", "HP000123", "Học phí tháng 11"), (17, -11_000, "FT2", "", "PHI"));
    }

    [Fact]
    public void Namespace_OfAnotherVersion_IsRead() => Read(Good.Replace("053.001.08", "053.001.02", StringComparison.Ordinal)).Problem.Should().BeNull();

    [Theory]
    [InlineData(">1034000.00<", ">1034001<", "FIN-101")]
    [InlineData("<NbOfNtries>2<", "<NbOfNtries>3<", "FIN-101")]
    [InlineData("<Ccy>VND<", "<Ccy>USD<", "FIN-103")]
    [InlineData("Ccy=\"VND\">11000", "Ccy=\"USD\">11000", "FIN-103")]
    [InlineData("0071000000011", "0071000000012", "FIN-111")]
    [InlineData(">45000<", ">45000.5<", "FIN-107")]
    [InlineData(">45000<", ">-45000<", "FIN-107")]
    [InlineData("<Dt>2026-11-23</Dt></BookgDt>", "<Dt>2026-11-31</Dt></BookgDt>", "FIN-107")]
    [InlineData("DBIT", "DEBIT", "FIN-107")]
    [InlineData("<Cd>CLBD</Cd>", "<Cd>ITBD</Cd>", "FIN-106")]
    [InlineData("camt.053", "camt.054", "FIN-109")]
    public void Statement_WithAFault_IsRefusedWhole(string from, string to, string code) =>
        Read(Good.Replace(from, to, StringComparison.Ordinal)).Problem!.Code.Should().Be(code);

    [Fact]
    public void Entry_ThatIsThereTwice_IsRefused()
    {
        var start = Good.IndexOf("<Ntry>", StringComparison.Ordinal);
        var entry = Good[start..(Good.IndexOf("</Ntry>", StringComparison.Ordinal) + 7)];
        var twice = Good.Replace(entry, entry + entry, StringComparison.Ordinal).Replace("1034000.00", "1079000", StringComparison.Ordinal).Replace(">2<", ">3<", StringComparison.Ordinal);

        Read(twice).Problem!.Code.Should().Be("FIN-104");
    }

    [Fact]
    public void Entry_ThatIsOnlyPending_DoesNotCount()
    {
        var pending = Good.Replace("<Sts>BOOK</Sts>", "<Sts>PDNG</Sts>", StringComparison.Ordinal)
            .Replace("1034000.00", "1045000", StringComparison.Ordinal).Replace("<NbOfNtries>2<", "<NbOfNtries>1<", StringComparison.Ordinal);

        Read(pending).Value.Lines.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>""")]
    [InlineData("""<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>""")]
    [InlineData("""<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">""")]
    public void DocumentType_IsRefusedUnread(string doctype) =>
        Read(Good.Replace("<Document ", doctype + "<Document ", StringComparison.Ordinal).Replace("PHI", "&x;", StringComparison.Ordinal)).Problem!.Code.Should().Be("FIN-109");

    [Fact]
    public void Depth_WithoutEnd_IsRefused() =>
        Read(Good.Replace("<AddtlNtryInf>PHI</AddtlNtryInf>", string.Concat(Enumerable.Repeat("<a>", 5_000)), StringComparison.Ordinal)).Problem!.Code.Should().Be("FIN-107");

    [Fact]
    public void End_ThatIsMissing_IsRefusedWhereverItWasCut()
    {
        for (var length = 0; length < Good.Length; length += 7) Read(Good[..length]).Problem.Should().NotBeNull($"{length} characters are not the statement");
        Read(Good[..(Good.Length / 2)]).Problem!.Code.Should().Be("FIN-106");
    }

    [Fact]
    public void Encoding_ThatIsNotWhatItSays_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[Array.IndexOf(bytes, (byte)'H', Good.IndexOf("Ustrd", StringComparison.Ordinal))] = 0xFF;

        Read(bytes).Problem.Should().NotBeNull();
    }

    private static Result<Statement> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static Result<Statement> Read(byte[] bytes) =>
        new StatementReader().Read(bytes, StatementFormat.Camt053, Source, null, TestContext.Current.CancellationToken);
}
