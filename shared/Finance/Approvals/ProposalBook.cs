using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a decision makes of a proposal.</summary>
/// <param name="Proposal">After it.</param>
/// <param name="Action">Word for the history.</param>
/// <param name="Note">Particulars; null for none.</param>
internal sealed record ProposalStep(Proposal Proposal, string Action, string? Note = null)
{
    /// <summary>What a request that comes again is answered; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }
}

/// <summary>Proposals as they are kept: every step is one commit of state, history and the messages that follow.</summary>
public sealed class ProposalBook(IRecordStore store, IdSource ids, TimeProvider clock)
{
    /// <summary>What the ids of pupils' accounts start with.</summary>
    private const string BillAccountKind = "sta";

    private const int MaxBillLength = 80;

    private readonly Records<Proposal> _proposals = new(store, () => FinanceJson.Default.Proposal);

    /// <summary>The clock of every step.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The proposal as it is now.</summary>
    public ValueTask<Loaded<Proposal>> LoadAsync(RecordId id, CancellationToken cancellationToken) => _proposals.LoadAsync(id, cancellationToken);

    /// <summary>The account a proposal's bill stands in; null without a bill.</summary>
    internal static RecordId? AccountOf(ProposalBody body) =>
        body.Bill is { Length: <= MaxBillLength } bill && bill.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < bill.Length - 1
        && RecordId.TryParse(bill[..dot], BillAccountKind, out var account)
            ? account
            : null;

    /// <summary>Keeps a new one.</summary>
    internal ValueTask<CommitResult> AddAsync(
        RecordId id, ProposalStep step, Cause? cause, Caller by, string correlation, CancellationToken cancellationToken)
    {
        var none = new Loaded<Proposal>(id, 0, null);
        return _proposals.CommitAsync(none, ChangeOf(none, step, by, correlation, Now), cause, cancellationToken);
    }

    /// <summary>Decides and commits; on a conflict the decision is taken again.</summary>
    internal async ValueTask<Result<ProposalAnswer>> ChangeAsync(
        RecordId id,
        Cause? cause,
        Caller by,
        string correlation,
        Func<Proposal?, DateTimeOffset, Result<ProposalStep>> decide,
        CancellationToken cancellationToken)
    {
        var changed = await _proposals.ChangeAsync(
            id,
            cause,
            loaded =>
            {
                var now = Now;
                return decide(loaded.State, now).Succeeded(out var step, out var problem) ? ChangeOf(loaded, step, by, correlation, now) : problem;
            },
            cancellationToken);
        return changed.Succeeded(out var done, out var refusal) ? new ProposalAnswer(id, done.Version, done.State!) : refusal;
    }

    private Change<Proposal> ChangeOf(Loaded<Proposal> before, ProposalStep step, Caller by, string correlation, DateTimeOffset now)
    {
        var (id, version, after) = (before.Id, before.Version + 1, step.Proposal);
        var entry = new HistoryEntry(now, by, step.Action, before.State?.Status.ToString(), after.Status.ToString(), version, step.Note);
        List<Outgoing> messages =
        [
            new(FinanceMessages.ProposalChanged.WriteNamed($"{id.Value}.v{version}", id, now, correlation, new ProposalChangedV1(id, version, after))),
        ];
        if (after is { Status: ProposalStatus.Approved, Checker: { } checker })
            messages.Add(new(Due($"{id.Value}.a", new ProposalApprovedV1(id, after.Body, after.Maker, checker), now, correlation)));

        return new Change<Proposal>(after)
        {
            Documents = [new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages = messages,
            Answer = step.Answer,
        };
    }

    /// <summary>A bill is another feature's: whoever keeps it gives up what it asks, and answers.</summary>
    private static Message Due(string name, ProposalApprovedV1 approved, DateTimeOffset now, string correlation) =>
        approved.Body.Kind == ProposalKind.WriteOff && AccountOf(approved.Body) is { } account
            ? WriteOffContracts.BillWriteOff.WriteNamed(
                name, account, now, correlation,
                new BillWriteOffV1(approved.Record, account, approved.Body.Bill!, approved.Body.Amount!.Value, approved.Body.Reason, approved.By))
            : FinanceMessages.ProposalApproved.WriteNamed(name, approved.Record, now, correlation, approved);
}
