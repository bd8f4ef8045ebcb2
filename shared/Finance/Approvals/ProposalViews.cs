using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Rows people read about proposals.</summary>
public static class ProposalViews
{
    /// <summary>Partition: <see cref="Waiting"/> or <see cref="Decided"/>. Sort: the record, which is in order of time.</summary>
    public const string Proposals = "finance-proposals";

    public const string Waiting = "waiting";

    public const string Decided = "decided";

    public static IEnumerable<ViewChange> Project(ProposalChangedV1 changed)
    {
        ReadOnlyMemory<byte>? body = JsonSerializer.SerializeToUtf8Bytes(
            new ProposalAnswer(changed.Record, changed.Version, changed.Proposal), FinanceJson.Default.ProposalAnswer);
        var waits = changed.Proposal.Status == ProposalStatus.Waiting;
        yield return new ViewChange(new ViewKey(Proposals, Waiting, changed.Record.Value), changed.Version, waits ? body : null);
        yield return new ViewChange(new ViewKey(Proposals, Decided, changed.Record.Value), changed.Version, waits ? null : body);
    }
}
