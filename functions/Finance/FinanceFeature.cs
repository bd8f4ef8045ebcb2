using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Functions.Hosting;

namespace PublicServices.Functions.Finance;

/// <summary>Wires finance: the ledger, statements, matching and the close of days.</summary>
public static class FinanceFeature
{
    private const string LedgerConsumer = "finance-ledger";
    private const string ViewsConsumer = "finance-views";

    /// <summary>Sessions posted at once. Journals of one shard follow on each other, so more would mostly meet.</summary>
    private const int PostingConcurrency = 16;

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        services
            .AddSingleton<LedgerBook>()
            .AddSingleton<PostPayment>();
        MapMessages(triggers);
        FinanceKinds.Declare(triggers);
    }

    private static void MapMessages(Triggers triggers)
    {
        triggers.On<MoneyMovedV1, PostPayment>(LedgerConsumer, PaymentContracts.MoneyMoved, handler => handler.HandleAsync);
        triggers.Concurrency(LedgerConsumer, PostingConcurrency);
        triggers.Project(ViewsConsumer, FinanceMessages.JournalPosted, LedgerViews.Project);
    }
}
