using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using PublicServices.Finance;
using PublicServices.Infra.Statements;

namespace PublicServices.Tests.Bench.Reconcile;

/// <summary>
/// Reconciles a day's statement with what was expected. Timed: reading the CSV file from disk, parsing and checking all of it (balances,
/// duplicates, total row), making both sides' entries, and matching. Not timed: making the file up, and what was expected, which an
/// office has in its records before the file comes.
/// </summary>
internal static class ReconcileCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var lines = new Option<int>("--lines") { Description = "Statement lines, and as many expected entries.", DefaultValueFactory = _ => 1_000_000 };
        var seed = new Option<int>("--seed") { Description = "Decides the data.", DefaultValueFactory = _ => 1 };
        var json = new Option<string?>("--json") { Description = "Where the figures go; else only printed." };
        var command = new Command("reconcile", "Parses a bank's CSV statement and matches it with as many expected payments.") { lines, seed, json };
        command.SetAction(parsed => Run(parsed.GetValue(lines), parsed.GetValue(seed), parsed.GetValue(json)));
        return command;
    }

    private static int Run(int count, int seed, string? json)
    {
        var path = Path.Combine(Path.GetTempPath(), $"reconcile-{Environment.ProcessId}.csv");
        try
        {
            var day = new StatementDay(seed);
            var (expected, truth) = day.Make(count, path);
            GC.Collect();

            var began = Stopwatch.GetTimestamp();
            var content = File.ReadAllBytes(path);
            var read = new StatementReader().Read(content, StatementFormat.Table, StatementDay.Source, StatementDay.Mapping, CancellationToken.None);
            if (!read.Succeeded(out var statement, out var problem)) throw new InvalidOperationException($"{problem.Code} {problem.Detail?.En}");
            var parsed = Stopwatch.GetElapsedTime(began);
            var lines = MatchEntries.Of(statement);
            var outcome = Matcher.Match(expected, lines, new MatchingRules());
            var took = Stopwatch.GetElapsedTime(began);

            var figures = Figures(outcome, lines.Length, truth);
            figures["seconds"] = Math.Round(took.TotalSeconds, 3);
            figures["parseSeconds"] = Math.Round(parsed.TotalSeconds, 3);
            figures["fileMb"] = Math.Round(content.Length / 1048576.0, 1);
            figures["peakRssMb"] = Math.Round(new ProcessMeter(Process.GetCurrentProcess()).PeakRssMb, 1);
            figures["lines"] = lines.Length;
            figures["expected"] = expected.Length;
            figures["timed"] = "file read, parse, checks, matching";
            figures["commit"] = Git.Head();
            var text = figures.ToJsonString(Indented);
            Console.WriteLine(text);
            if (json is not null) File.WriteAllText(json, text + "\n");
            // A wrong match is worse than a slow one.
            return figures["wrong"]!.GetValue<int>() == 0 ? 0 : 1;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static JsonObject Figures(MatchOutcome outcome, int lines, int[] truth)
    {
        var (matched, wrong) = (0, 0);
        var stages = new int[4];
        foreach (var group in outcome.Groups)
        {
            stages[(int)group.Stage]++;
            matched += 1 + (group.OthersAreLines ? group.Others!.Length : 0);
            if (!Agrees(group, truth)) wrong++;
        }

        var figures = new JsonObject
        {
            ["matched"] = matched,
            ["exceptions"] = outcome.Left.Count,
            ["wrong"] = wrong,
            ["matchedShare"] = Math.Round((double)matched / lines, 4),
        };
        foreach (var stage in Enum.GetValues<MatchStage>()) figures[$"by{stage}"] = stages[(int)stage];
        foreach (var reason in outcome.Left.GroupBy(left => left.Reason).OrderBy(group => group.Key)) figures[$"left{reason.Key}"] = reason.Count();
        return figures;
    }

    /// <summary>Every line of a group was really for the entry, or one of the entries, it was matched with.</summary>
    private static bool Agrees(MatchGroup group, int[] truth)
    {
        if (!group.OthersAreLines && group.Others is { } things) return truth[group.Line] == group.Expected || things.Contains(truth[group.Line]);
        return truth[group.Line] == group.Expected && (group.Others ?? []).All(line => truth[line] == group.Expected);
    }
}
