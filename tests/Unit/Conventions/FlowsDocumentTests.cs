using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Contracts;
using PublicServices.Functions.Hosting;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary><c>shared/flows.md</c> says what the triggers say, and nothing else.</summary>
public sealed class FlowsDocumentTests
{
    private static readonly Triggers Triggers = Declared();
    private static readonly IReadOnlyList<string[]> Messages = Rows("| Message |");
    private static readonly IReadOnlyList<string[]> Timers = Rows("| Timer |");

    [Fact]
    public void Messages_AreReadByWhomTheDocumentSays()
    {
        var declared = Triggers.ConsumersOfType().SelectMany(pair => pair.Value.Select(consumer => $"{pair.Key} read by {consumer}"));
        var written = from row in Messages from type in Quoted(row[0]) from consumer in Quoted(row[2]) select $"{type} read by {consumer}";
        written.Should().BeEquivalentTo(declared);
    }

    [Fact]
    public void Messages_AreAllThereAre()
    {
        var contracts = from assembly in new[] { typeof(ContractsJson).Assembly, typeof(SandboxCharge).Assembly }
                        from type in assembly.GetTypes()
                        from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
                        where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Contract<>)
                        select (string)field.FieldType.GetProperty("Type")!.GetValue(field.GetValue(null))!;
        Messages.SelectMany(row => Quoted(row[0])).Should().BeEquivalentTo(contracts);
    }

    [Fact]
    public void Messages_HaveASenderAndAnEffect() =>
        Messages.Should().OnlyContain(row => row.Length == 4 && row[1].Length > 0 && row[3].Length > 0);

    [Fact]
    public void Timers_RunAsTheDocumentSays()
    {
        var declared = Triggers.Timers.Select(timer => (timer.Name, timer.Period));
        Timers.Select(row => (Quoted(row[0]).Single(), Period(row[1]))).Should().BeEquivalentTo(declared);
        Timers.Should().OnlyContain(row => row.Length == 3 && row[2].Length > 0);
    }

    private static TimeSpan Period(string text) => text.Split(' ') switch
    {
        [var number, "minute" or "minutes"] => TimeSpan.FromMinutes(int.Parse(number, CultureInfo.InvariantCulture)),
        [var number, "hour" or "hours"] => TimeSpan.FromHours(int.Parse(number, CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"'{text}' is no number of minutes or hours."),
    };

    private static IEnumerable<string> Quoted(string cell) => cell.Split('`').Where((_, index) => index % 2 == 1);

    /// <summary>Rows of the table whose head begins so.</summary>
    private static List<string[]> Rows(string head)
    {
        var lines = Repository.Read("shared/flows.md").Split('\n');
        var begin = Array.FindIndex(lines, line => line.StartsWith(head, StringComparison.Ordinal));
        begin.Should().BeGreaterThanOrEqualTo(0, $"flows.md has a table {head}");
        return
        [
            .. lines.Skip(begin + 2).TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
    }

    private static Triggers Declared()
    {
        var triggers = new Triggers();
        Features.Register(new ServiceCollection(), triggers);
        return triggers;
    }
}
