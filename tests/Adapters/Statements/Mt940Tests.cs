using System.Text;
using PublicServices.Finance;
using PublicServices.Infra.Statements;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Statements;

public sealed class Mt940Tests
{
    private const string Good =
        ":20:STMT261123\n"
        + ":25:BFTVVNVX/0071000000011\n"
        + ":28C:00327/001\n"
        + ":60F:C261123VND1000000,\n"
        + ":61:2611231123C45000,NTRFNONREF//FT26327001\n"
        + ":86:hoc phi thang 11\n"
        + "HP000123 NGUYEN VAN AN\n"
        + ":61:2611231123D11000,NCHGFEE1\n"
        + ":86:PHI QUAN LY\n"
        + ":61:2612310101RD5000,00NTRFPAY77//FT26327002\n"
        + ":62F:C261123VND1039000,\n"
        + "-\n";

    private static readonly StatementSource Source = StatementSource.Bank("vcb-0011");

    [Fact]
    public void Statement_IsRead()
    {
        var statement = Read(Good).Value;

        (statement.Opening, statement.Closing, statement.Number, statement.Currency).Should().Be((1_000_000L, 1_039_000L, "mt940.00327-001", "VND"));
        statement.Lines.Select(line => (line.Day, line.Amount.MinorUnits, line.Reference, line.Order, line.Memo)).Should().Equal(
            (new DateOnly(2026, 11, 23), 45_000, "FT26327001", "", "hoc phi thang 11 HP000123 NGUYEN VAN AN"),
            (new DateOnly(2026, 11, 23), -11_000, "FEE1", "", "PHI QUAN LY"),
            (new DateOnly(2027, 1, 1), 5_000, "FT26327002", "PAY77", ""));
    }

    [Fact]
    public void Messages_ThatFollowOnEachOther_AreOneStatement()
    {
        var second = Good.Replace(":60F:C261123VND1000000,", ":60M:C261123VND1039000,", StringComparison.Ordinal)
            .Replace("VND1039000,\n-", "VND1078000,\n-", StringComparison.Ordinal)
            .Replace("FT26", "FU26", StringComparison.Ordinal).Replace("FEE1", "FEE2", StringComparison.Ordinal);

        Read(Good + second).Value.Should().Match<Statement>(one => one.Lines.Count == 6 && one.Closing == 1_078_000);
        Read(Good + second.Replace("60M:C261123VND1039000", "60M:C261123VND1039001", StringComparison.Ordinal)).Problem!.Code.Should().Be("FIN-101");
    }

    [Theory]
    [InlineData("1039000,\n-", "1039001,\n-", "FIN-101")]
    [InlineData(":60F:C261123VND", ":60F:C261123USD", "FIN-103")]
    [InlineData(":62F:C261123VND", ":62F:C261123USD", "FIN-103")]
    [InlineData("0071000000011", "0071000000012", "FIN-111")]
    [InlineData("C45000,N", "C45000,50N", "FIN-107")]
    [InlineData("C45000,N", "X45000,N", "FIN-107")]
    [InlineData(":61:2611231123C", ":61:2611311123C", "FIN-107")]
    [InlineData(":86:PHI", ":99:PHI", "FIN-107")]
    [InlineData(":20:STMT261123\n", "<Document/>\n", "FIN-109")]
    public void Statement_WithAFault_IsRefusedWhole(string from, string to, string code) =>
        Read(Good.Replace(from, to, StringComparison.Ordinal)).Problem!.Code.Should().Be(code);

    [Fact]
    public void Line_ThatIsThereTwice_IsRefused()
    {
        const string line = ":61:2611231123C45000,NTRFNONREF//FT26327001\n";
        var twice = Good.Replace(line, line + line, StringComparison.Ordinal).Replace("1039000", "1084000", StringComparison.Ordinal);

        Read(twice).Problem!.Code.Should().Be("FIN-104");
    }

    [Fact]
    public void End_ThatIsMissing_IsRefusedWhereverItWasCut()
    {
        var needed = Good.IndexOf("VND1039000", StringComparison.Ordinal) + "VND1039000".Length;

        for (var length = 0; length < needed; length++) Read(Good[..length]).Problem.Should().NotBeNull($"{length} characters are not the statement");
    }

    [Fact]
    public void Encoding_ThatIsNotUnicode_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[Good.IndexOf("QUAN", StringComparison.Ordinal)] = 0xFF;

        var problem = Read(bytes).Problem!;
        (problem.Code, problem.Detail!.En).Should().Be(("FIN-105", "Line 9 is not UTF-8."));
    }

    private static Result<Statement> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static Result<Statement> Read(byte[] bytes) =>
        new StatementReader().Read(bytes, StatementFormat.Mt940, Source, null, TestContext.Current.CancellationToken);
}
