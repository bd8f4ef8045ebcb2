using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>The second person's word.</summary>
/// <param name="Approve">True to have it done.</param>
/// <param name="Reason">Why; needed either way.</param>
public sealed record ProposalDecision(bool Approve, string Reason);

/// <summary>Keeps what one finance officer proposes, and what another decides.</summary>
public sealed class Propose(IRecordStore store, IdSource ids, TimeProvider clock)
{
    private readonly Records<Proposal> _proposals = new(store, FinanceJson.Default.Proposal);
    private readonly Records<BookedLine> _lines = new(store, FinanceJson.Default.BookedLine);

    /// <summary>Keeps a proposal.</summary>
    /// <returns>It; or <c>PS-004</c>, <c>FIN-003</c> no reason, <c>FIN-031</c> not complete, <c>FIN-032</c> above the limit.</returns>
    public async ValueTask<Result<ProposalAnswer>> AskAsync(ProposalBody body, Caller caller, Cause? cause, string correlation, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, body.Reason) is { } refused) return refused;
        if (!IsComplete(body)) return FinanceProblems.ProposalInvalid;
        if (body is { Kind: ProposalKind.WriteOff, Amount: { } amount } && amount > Proposal.WriteOffLimit) return FinanceProblems.AboveLimit;
        if (await IsLossAboveLimitAsync(body, cancellationToken)) return FinanceProblems.AboveLimit;
        var now = clock.GetUtcNow();
        var id = new RecordId($"{Proposal.Kind}-{ids.Next()}");
        var proposal = new Proposal(body, caller, now, ProposalStatus.Waiting);
        var answer = new ProposalAnswer(id, 1, proposal);
        var change = ChangeOf(id, 1, null, proposal, caller, "propose", body.Reason, correlation, now) with
        {
            Answer = JsonSerializer.SerializeToUtf8Bytes(answer, FinanceJson.Default.ProposalAnswer),
        };
        var result = await _proposals.CommitAsync(new Loaded<Proposal>(id, 0, null), change, cause, cancellationToken);
        if (result.Outcome == CommitOutcome.Done) return answer;
        if (cause?.Fingerprint is { } mine && result.Fingerprint is { } first && mine != first) return KernelProblems.IdempotencyKeyReused;
        return JsonSerializer.Deserialize(result.Answer.Span, FinanceJson.Default.ProposalAnswer)!;
    }

    /// <summary>Decides a proposal.</summary>
    /// <returns>It; or <c>PS-004</c>, <c>PS-003</c>, <c>FIN-003</c> no reason, <c>FIN-008</c> one's own, <c>FIN-009</c> decided.</returns>
    public async ValueTask<Result<ProposalAnswer>> DecideAsync(
        RecordId id, ProposalDecision decision, Caller caller, string correlation, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await _proposals.ChangeAsync(
            id, cause: null, loaded => Decide(loaded, decision, caller, correlation), cancellationToken);
        return changed.Succeeded(out var done, out var problem) ? new ProposalAnswer(id, done.Version, done.State!) : problem;
    }

    private Result<Change<Proposal>?> Decide(Loaded<Proposal> loaded, ProposalDecision decision, Caller caller, string correlation)
    {
        if (loaded.State is not { } proposal) return KernelProblems.NotFound;
        if (proposal.Maker.Id == caller.Id) return FinanceProblems.SecondPerson;
        if (proposal.Status != ProposalStatus.Waiting) return FinanceProblems.Decided;
        var now = clock.GetUtcNow();
        var after = proposal with
        {
            Status = decision.Approve ? ProposalStatus.Approved : ProposalStatus.Refused,
            Checker = caller,
            DecidedAt = now,
            Answer = decision.Reason,
        };
        return ChangeOf(loaded.Id, loaded.Version + 1, proposal, after, caller, decision.Approve ? "approve" : "refuse", decision.Reason, correlation, now);
    }

    private Change<Proposal> ChangeOf(
        RecordId id, long version, Proposal? before, Proposal after, Caller by, string action, string note, string correlation, DateTimeOffset now)
    {
        var entry = new HistoryEntry(now, by, action, before?.Status.ToString(), after.Status.ToString(), version, note);
        List<Outgoing> messages =
        [
            new(FinanceMessages.ProposalChanged.WriteNamed($"{id.Value}.v{version}", id, now, correlation, new ProposalChangedV1(id, version, after))),
        ];
        if (after is { Status: ProposalStatus.Approved, Checker: { } checker })
        {
            messages.Add(new(FinanceMessages.ProposalApproved.WriteNamed(
                $"{id.Value}.a", id, now, correlation, new ProposalApprovedV1(id, after.Body, after.Maker, checker))));
        }

        return new Change<Proposal>(after)
        {
            Documents = [new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages = messages,
        };
    }

    /// <summary>A line given to a write-off is given up as well, so the same limit holds; what is not in đồng is beyond any limit in đồng.</summary>
    private async ValueTask<bool> IsLossAboveLimitAsync(ProposalBody body, CancellationToken cancellationToken)
    {
        if (body is not { Kind: ProposalKind.AssignLine, Line: { } line, Account.Class: "write-off" }) return false;
        if ((await _lines.LoadAsync(line, cancellationToken)).State is not { Line.Amount: var amount }) return false;
        return amount.Currency != Proposal.WriteOffLimit.Currency || Int128.Abs(amount.MinorUnits) > Proposal.WriteOffLimit.MinorUnits;
    }

    private static bool IsComplete(ProposalBody body) => body.Kind switch
    {
        ProposalKind.ForceMatch => IsLine(body.Line) && RecordId.TryParse(body.Expectation?.Value, Expectation.Kind, out _),
        ProposalKind.AssignLine => IsLine(body.Line) && body.Account is { } account && AccountCode.TryParse(account.Value, out _),
        ProposalKind.ReverseJournal => RecordId.TryParse(body.Shard?.Value, LedgerShard.Kind, out _) && IsJournal(body.Journal),
        ProposalKind.WriteOff => body is { Unit: { } unit, Amount: { MinorUnits: > 0, Currency: Money.Dong } } && AccountCode.TryParse(ChartOfAccounts.Receivable(unit).Value, out _),
        ProposalKind.CloseDay => body.Day is not null,
        _ => false,
    };

    private static bool IsLine(RecordId? id) => RecordId.TryParse(id?.Value, BookedLine.RecordKind, out _);

    private static bool IsJournal(string? id) =>
        id is { Length: > 0 and <= 90 } && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~');
}
