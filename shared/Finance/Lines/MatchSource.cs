using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Matches what is open of one source. The lists it reads may lag behind; the lines and expectations themselves decide.</summary>
public sealed class MatchSource(IViewStore views, IMessageSender sender, IdSource ids, TimeProvider clock)
{
    /// <summary>Open lines, and open expectations, read for one run. More are matched by the next run, oldest first.</summary>
    public const int MaxOpen = 500_000;

    private const int PageSize = 1_000;
    private const int MessagesAtOnce = 200;

    /// <summary>Handles <see cref="MatchDueV1"/>.</summary>
    public async ValueTask HandleAsync(MatchDueV1 due, MessageContext context, CancellationToken cancellationToken) =>
        await RunAsync(due.Source, context.Message.Correlation, cancellationToken);

    /// <summary>Looks at every open line of a source.</summary>
    /// <returns>Matches that were made, as far as the lines and expectations will have them.</returns>
    public async ValueTask<int> RunAsync(StatementSource source, string correlation, CancellationToken cancellationToken)
    {
        var lines = await OpenAsync(LineViews.Lines, source, FinanceJson.Default.LineRow, cancellationToken);
        if (lines.Count == 0) return 0;
        var expected = await OpenAsync(LineViews.Expected, source.IsBank ? Expectation.AnyBank : source, FinanceJson.Default.ExpectedRow, cancellationToken);
        if (source.IsBank) expected.AddRange(await OpenAsync(LineViews.Expected, source, FinanceJson.Default.ExpectedRow, cancellationToken));

        // Money of different currencies never matches; one run a currency.
        var matches = 0;
        foreach (var currency in lines.Select(line => line.Amount.Currency).Distinct().ToList())
        {
            matches += await RunAsync(
                [.. lines.Where(line => line.Amount.Currency == currency)],
                [.. expected.Where(entry => entry.Open.Currency == currency)],
                isShared: !source.IsBank,
                correlation,
                cancellationToken);
        }

        return matches;
    }

    private async ValueTask<int> RunAsync(
        List<LineRow> lines, List<ExpectedRow> expected, bool isShared, string correlation, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rules = MatchingRules.All.InForce(now.VietnamDate())?.Value ?? new MatchingRules();
        var outcome = Matcher.Match(
            [.. expected.Select(entry => new MatchEntry(entry.Reference, entry.Order, entry.Text, entry.Open.MinorUnits, entry.Day.DayNumber))],
            [.. lines.Select(line => new MatchEntry(line.Reference.Length > 0 ? line.Reference : line.Record.Value, line.Order, line.Memo, line.Amount.MinorUnits, line.Day.DayNumber))],
            rules with { SharesReferences = isShared },
            cancellationToken);

        List<Outgoing> messages = [];
        foreach (var group in outcome.Groups)
        {
            foreach (var due in DuesOf(group, lines, expected))
                await AddAsync(FinanceMessages.LineMatchDue.WriteNamed($"{due.Line.Value}.{due.Match}.m", due.Line, now, correlation, due));
        }

        foreach (var left in outcome.Left.Where(left => left.IsLine))
        {
            var line = lines[left.Index];
            var candidate = left.Candidate < 0 ? (RecordId?)null : expected[left.Candidate].Record;
            var explained = new LineExplainedV1(line.Record, left.Reason.ToString(), candidate, candidate is null ? null : left.Score.Explain());
            if (line.Left == explained.Left && line.Suggested == explained.Suggested) continue;
            await AddAsync(FinanceMessages.LineExplained.WriteNamed($"{line.Record.Value}.x", line.Record, now, correlation, explained));
        }

        if (messages.Count > 0) await sender.SendAsync(messages, cancellationToken);
        return outcome.Groups.Count;

        async ValueTask AddAsync(Message message)
        {
            messages.Add(new Outgoing(message));
            if (messages.Count < MessagesAtOnce) return;
            await sender.SendAsync([.. messages], cancellationToken);
            messages.Clear();
        }
    }

    /// <summary>One command a line: several lines that make one expectation are each offered to it.</summary>
    private IEnumerable<LineMatchDueV1> DuesOf(MatchGroup group, List<LineRow> lines, List<ExpectedRow> expected)
    {
        var why = $"{group.Stage}: {group.Score.Explain()}";
        if (group.OthersAreLines || group.Others is null)
        {
            var entry = expected[group.Expected];
            foreach (var index in (int[])[group.Line, .. group.Others ?? []])
                yield return Due(lines[index], [new MatchPart(entry.Record, entry.Settles, lines[index].Amount)]);
        }
        else
        {
            yield return Due(
                lines[group.Line],
                [.. ((int[])[group.Expected, .. group.Others]).Select(index => new MatchPart(expected[index].Record, expected[index].Settles, expected[index].Open))]);
        }

        LineMatchDueV1 Due(LineRow line, IReadOnlyList<MatchPart> parts) => new(line.Record, ids.Next(), parts, MatchHow.Auto, why, Caller.System);
    }

    private async ValueTask<List<T>> OpenAsync<T>(
        string view, StatementSource source, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        string? continuation = null;
        do
        {
            var page = await views.RangeAsync(new ViewRange(view, LineViews.Open(source), PageSize, Continuation: continuation), cancellationToken);
            foreach (var row in page.Rows) rows.Add(JsonSerializer.Deserialize(row.Body.Span, json)!);
            continuation = page.Continuation;
        }
        while (continuation is not null && rows.Count < MaxOpen);

        return rows;
    }
}
