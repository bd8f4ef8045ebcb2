using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Reads one proposal as it stands.</summary>
public sealed class ReadProposal(IRecordStore store)
{
    private readonly Records<Proposal> _proposals = new(store, FinanceJson.Default.Proposal);

    /// <returns>It; or <c>PS-004</c>, <c>PS-003</c>.</returns>
    public async ValueTask<Result<ProposalAnswer>> HandleAsync(RecordId id, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        var loaded = await _proposals.LoadAsync(id, cancellationToken);
        return loaded.State is { } proposal ? new ProposalAnswer(id, loaded.Version, proposal) : KernelProblems.NotFound;
    }
}
