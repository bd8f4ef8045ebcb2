using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a decision makes of an expectation.</summary>
/// <param name="Expectation">After it; null when it stays as it is and somebody is only answered.</param>
/// <param name="Action">Word for the history.</param>
/// <param name="Note">Particulars; null for none.</param>
/// <param name="Answer">What a line is told; null for nothing.</param>
internal sealed record ExpectationDecision(Expectation? Expectation, string Action, string? Note = null, PortionAnsweredV1? Answer = null);

/// <summary>Expectations as they are kept.</summary>
public sealed class ExpectationBook(IRecordStore store, IdSource ids, TimeProvider clock)
{
    private readonly Records<Expectation> _expectations = new(store, () => FinanceJson.Default.Expectation);

    /// <summary>The expectation as it is now.</summary>
    public ValueTask<Loaded<Expectation>> LoadAsync(RecordId id, CancellationToken cancellationToken) => _expectations.LoadAsync(id, cancellationToken);

    /// <summary>Decides and commits; on a conflict the decision is taken again.</summary>
    internal async ValueTask ChangeAsync(
        RecordId id,
        Cause? cause,
        Caller by,
        string correlation,
        Func<Expectation?, ExpectationDecision?> decide,
        CancellationToken cancellationToken) =>
        await _expectations.ChangeAsync(
            id,
            cause,
            loaded => decide(loaded.State) is { } decision ? ChangeOf(loaded, decision, by, correlation) : (Result<Change<Expectation>?>)(Change<Expectation>?)null,
            cancellationToken);

    /// <summary>Begins an expectation, unless it has begun: it is written without looking, and a conflict means that it is there.</summary>
    internal async ValueTask ExpectAsync(RecordId id, Cause? cause, string correlation, Expectation expectation, CancellationToken cancellationToken)
    {
        var nothing = new Loaded<Expectation>(id, 0, null);
        var change = ChangeOf(nothing, new ExpectationDecision(expectation, "expect"), Caller.System, correlation);
        await _expectations.CommitAsync(nothing, change, cause, cancellationToken);
    }

    private Change<Expectation> ChangeOf(Loaded<Expectation> before, ExpectationDecision decision, Caller by, string correlation)
    {
        var now = clock.GetUtcNow();
        List<Outgoing> messages = [];
        if (decision.Answer is { } answer)
        {
            messages.Add(new(FinanceMessages.PortionAnswered.WriteNamed(
                $"{before.Id.Value[^12..]}.{answer.Match}.{(answer.IsReleased ? 'b' : answer.Refused is null ? 'a' : 'r')}", answer.Line, now, correlation, answer)));
        }

        if (decision.Expectation is not { } after) return new Change<Expectation>(null) { Messages = messages };
        var version = before.Version + 1;
        var today = now.VietnamDate();
        var entry = new HistoryEntry(
            now, by, decision.Action, before.State?.StatusOn(today).ToString(), after.StatusOn(today).ToString(), version, decision.Note);
        messages.Add(new(FinanceMessages.ExpectationChanged.WriteNamed(
            $"{before.Id.Value}.v{version}", before.Id, now, correlation, new ExpectationChangedV1(before.Id, version, after))));
        return new Change<Expectation>(after)
        {
            Documents = [new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages = messages,
        };
    }
}
