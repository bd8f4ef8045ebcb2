using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>The second person's word.</summary>
/// <param name="Approve">True to have it done.</param>
/// <param name="Reason">Why; needed either way.</param>
public sealed record ProposalDecision([property: JsonRequired] bool Approve, string Reason);

/// <summary>Keeps what one finance officer proposes, and what another decides.</summary>
public sealed class Propose(ProposalBook book, IRecordStore store, IdSource ids, WriteOffLimits limits)
{
    private readonly Records<BookedLine> _lines = new(store, () => FinanceJson.Default.BookedLine);
    private readonly Records<WriteOffDay> _writeOffs = new(store, () => FinanceJson.Default.WriteOffDay);

    /// <summary>Keeps a proposal.</summary>
    /// <returns>
    /// It; or <c>PS-004</c>, <c>FIN-003</c> no reason, <c>FIN-031</c> not complete, <c>PS-003</c> what it names is not there, <c>FIN-032</c> or
    /// <c>FIN-033</c> above a limit.
    /// </returns>
    public async ValueTask<Result<ProposalAnswer>> AskAsync(ProposalBody body, Caller caller, Cause? cause, string correlation, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, body.Reason) is { } refused) return refused;
        if (!IsComplete(body)) return FinanceProblems.ProposalInvalid;
        if (!await IsKnownAsync(body, cancellationToken)) return KernelProblems.NotFound;
        var givenUp = await GivenUpAsync(body, cancellationToken);
        if (givenUp is { } loss && (loss.Currency != Money.Dong || loss > Proposal.WriteOffLimit)) return FinanceProblems.AboveLimit;
        var now = book.Now;
        var id = new RecordId($"{Proposal.Kind}-{ids.Next()}");
        if (givenUp is { } counted && !await CountAsync(new WriteOffPart(cause?.Key ?? id.Value, counted.MinorUnits), caller, now, cancellationToken))
            return FinanceProblems.AboveDailyLimit(limits.DailyUpTo);
        var proposal = new Proposal(body, caller, now, ProposalStatus.Waiting);
        var answer = new ProposalAnswer(id, 1, proposal);
        var step = new ProposalStep(proposal, "propose", body.Reason)
        {
            Answer = JsonSerializer.SerializeToUtf8Bytes(answer, FinanceJson.Default.ProposalAnswer),
        };
        var result = await book.AddAsync(id, step, cause, caller, correlation, cancellationToken);
        if (result.Outcome == CommitOutcome.Done) return answer;
        if (cause?.Fingerprint is { } mine && result.Fingerprint is { } first && mine != first) return KernelProblems.IdempotencyKeyReused;
        return JsonSerializer.Deserialize(result.Answer.Span, FinanceJson.Default.ProposalAnswer)!;
    }

    /// <summary>Decides a proposal.</summary>
    /// <returns>It; or <c>PS-004</c>, <c>PS-003</c>, <c>FIN-003</c> no reason, <c>FIN-008</c> one's own, <c>FIN-009</c> decided.</returns>
    public async ValueTask<Result<ProposalAnswer>> DecideAsync(
        RecordId id, ProposalDecision decision, Caller caller, Cause? cause, string correlation, CancellationToken cancellationToken) =>
        FinanceOfficer.Refuse(caller, decision.Reason) is { } refused
            ? refused
            : await book.ChangeAsync(id, cause, caller, correlation, (proposal, now) => Decide(proposal, decision, caller, now), cancellationToken);

    private static Result<ProposalStep> Decide(Proposal? proposal, ProposalDecision decision, Caller caller, DateTimeOffset now)
    {
        if (proposal is null) return KernelProblems.NotFound;
        if (proposal.Maker.Id == caller.Id) return FinanceProblems.SecondPerson;
        if (proposal.Status != ProposalStatus.Waiting) return FinanceProblems.Decided;
        var after = proposal with
        {
            Status = decision.Approve ? ProposalStatus.Approved : ProposalStatus.Refused,
            Checker = caller,
            DecidedAt = now,
            Answer = decision.Reason,
        };
        return new ProposalStep(after, decision.Approve ? "approve" : "refuse", decision.Reason);
    }

    /// <summary>What a proposal names must be there: a line that comes later would bring an amount nobody has held against the limits.</summary>
    private async ValueTask<bool> IsKnownAsync(ProposalBody body, CancellationToken cancellationToken)
    {
        IEnumerable<RecordId?> named = body.Kind switch
        {
            ProposalKind.ForceMatch => [body.Line, body.Expectation],
            ProposalKind.AssignLine => [body.Line],
            ProposalKind.ReverseJournal => [body.Shard],
            _ => [],
        };
        foreach (var record in named)
        {
            if (await store.LoadAsync(record!.Value, cancellationToken) is null) return false;
        }

        return true;
    }

    /// <summary>What a proposal gives up: of a bill, or a line that is there and given to a write-off; null for any other.</summary>
    private async ValueTask<Money?> GivenUpAsync(ProposalBody body, CancellationToken cancellationToken)
    {
        if (body.Kind == ProposalKind.WriteOff) return body.Amount;
        if (body is not { Kind: ProposalKind.AssignLine, Line: { } line, Account.Class: "write-off" }) return null;
        var amount = (await _lines.LoadAsync(line, cancellationToken)).State!.Line.Amount;
        return amount with { MinorUnits = Math.Abs(amount.MinorUnits) };
    }

    /// <returns>False when the officer's day does not hold it. What is counted and then not proposed stays counted: nothing is given up unseen.</returns>
    private async ValueTask<bool> CountAsync(WriteOffPart part, Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = now.VietnamDate();
        var fits = false;
        await _writeOffs.ChangeAsync(
            WriteOffDay.IdOf(day, caller.Id),
            cause: null,
            loaded =>
            {
                var before = loaded.State ?? new WriteOffDay(day, caller.Id, []);
                var after = before.With(part, limits.DailyUpTo.MinorUnits);
                fits = after is not null;
                return after is null || ReferenceEquals(after, before) ? (Result<Change<WriteOffDay>?>)(Change<WriteOffDay>?)null : new Change<WriteOffDay>(after);
            },
            cancellationToken);
        return fits;
    }

    private static bool IsComplete(ProposalBody body) => body.Kind switch
    {
        ProposalKind.ForceMatch => IsLine(body.Line) && RecordId.TryParse(body.Expectation?.Value, Expectation.Kind, out _),
        ProposalKind.AssignLine => IsLine(body.Line) && body.Account is { } account && AccountCode.TryParse(account.Value, out _),
        ProposalKind.ReverseJournal => RecordId.TryParse(body.Shard?.Value, LedgerShard.Kind, out _) && IsJournal(body.Journal),
        ProposalKind.WriteOff => ProposalBook.AccountOf(body) is not null && body.Amount is { MinorUnits: > 0, Currency: Money.Dong },
        ProposalKind.CloseDay => body.Day is not null,
        _ => false,
    };

    private static bool IsLine(RecordId? id) => RecordId.TryParse(id?.Value, BookedLine.RecordKind, out _);

    private static bool IsJournal(string? id) =>
        id is { Length: > 0 and <= 90 } && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~');
}
