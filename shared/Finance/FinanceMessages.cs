using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A journal was posted; what lists of the ledger need to show it.</summary>
/// <param name="Shard">Where it stands; also the message's session.</param>
/// <param name="Journal">The journal.</param>
/// <param name="Totals">The shard's totals of the accounts it touched, after it.</param>
public sealed record JournalPostedV1(RecordId Shard, Journal Journal, IReadOnlyList<AccountTotal> Totals);

/// <summary>The finance feature's own messages: nobody else reads them.</summary>
public static class FinanceMessages
{
    public static readonly Contract<JournalPostedV1> JournalPosted = new("ps.finance.journal-posted.v1", FinanceJson.Default.JournalPostedV1);
}
