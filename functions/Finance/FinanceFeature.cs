using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Payments;
using PublicServices.Infra.Statements;
using PublicServices.Infra.Stripe;

namespace PublicServices.Functions.Finance;

/// <summary>Wires finance: the ledger, statements, matching and the close of days.</summary>
public static class FinanceFeature
{
    private const string Consumer = "finance";
    private const string LedgerConsumer = "finance-ledger";
    private const string ExpectedConsumer = "finance-expected";
    private const string ViewsConsumer = "finance-views";

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        AddOperations(services);
        MapMessages(triggers);
        FinanceRoutes.Map(triggers);
        FinanceKinds.Declare(triggers);
    }

    private static void AddOperations(IServiceCollection services)
    {
        services
            .AddSingleton<LedgerBook>()
            .AddSingleton<LedgerDay>()
            .AddSingleton<PostPayment>()
            .AddSingleton<PostBill>()
            .AddSingleton<PostStatement>()
            .AddSingleton<ReverseJournal>()
            .AddSingleton<ReadLedger>()
            .AddSingleton<IStatementReader, StatementReader>()
            .AddSingleton<SaveMapping>()
            .AddSingleton<ListMappings>()
            .AddSingleton<TryMapping>()
            .AddSingleton<ImportStatement>()
            .AddSingleton<ImportPayout>()
            .AddSingleton<TakeStatement>()
            .AddSingleton<BookStatement>()
            .AddSingleton<SeeSettlement>();
        services
            .AddSingleton<LineBook>()
            .AddSingleton<ExpectationBook>()
            .AddSingleton<SeeLine>()
            .AddSingleton<MatchLine>()
            .AddSingleton<ExplainLine>()
            .AddSingleton<AnswerLine>()
            .AddSingleton<ReleaseLine>()
            .AddSingleton<MatchByHand>()
            .AddSingleton<MeetExpectation>()
            .AddSingleton<ExpectPayment>()
            .AddSingleton<ExpectPayout>()
            .AddSingleton<MatchSource>()
            .AddSingleton<MatchAgain>()
            .AddSingleton<TakePayout>()
            .AddSingleton<RunMatching>()
            .AddSingleton<ListLines>()
            .AddSingleton(provider => WriteOffLimitsSetup.Read(provider.GetRequiredService<IConfiguration>()))
            .AddSingleton<ProposalBook>()
            .AddSingleton<Propose>()
            .AddSingleton<PutLine>()
            .AddSingleton<DoProposal>()
            .AddSingleton<DayReport>()
            .AddSingleton<PreviewDay>()
            .AddSingleton<CloseDay>()
            .AddSingleton<SeeDesk>()
            .AddSingleton<SeeLines>()
            .AddSingleton<ExportTables>();
        services.AddSingleton<IReadOnlyList<IPayoutSource>>(provider =>
            GatewaysSetup.StripeOptionsFrom(provider.GetRequiredService<IConfiguration>()) is { } stripe ? [new StripePayouts(stripe)] : []);
    }

    private static void MapMessages(Triggers triggers)
    {
        triggers.On<MoneyMovedV1, PostPayment>(LedgerConsumer, PaymentContracts.MoneyMoved, handler => handler.HandleAsync);
        triggers.On<BillIssuedV1, PostBill>(LedgerConsumer, TuitionContracts.BillIssued, handler => handler.IssuedAsync);
        triggers.On<BillReversedV1, PostBill>(LedgerConsumer, TuitionContracts.BillReversed, handler => handler.ReversedAsync);
        triggers.On<BillPaidV1, PostBill>(LedgerConsumer, TuitionContracts.BillPaid, handler => handler.PaidAsync);
        triggers.On<BillReturnedV1, PostBill>(LedgerConsumer, TuitionContracts.BillReturned, handler => handler.ReturnedAsync);
        triggers.On<CreditGrantedV1, PostBill>(LedgerConsumer, TuitionContracts.CreditGranted, handler => handler.GrantedAsync);
        triggers.On<CreditUsedV1, PostBill>(LedgerConsumer, TuitionContracts.CreditUsed, handler => handler.UsedAsync);
        triggers.On<BillWrittenOffV1, PostBill>(LedgerConsumer, TuitionContracts.BillWrittenOff, handler => handler.WrittenOffAsync);
        triggers.On<LineChangedV1, PostStatement>(LedgerConsumer, FinanceMessages.LineChanged, handler => handler.OfLineAsync);
        triggers.On<SettlementChangedV1, PostStatement>(LedgerConsumer, FinanceMessages.SettlementChanged, handler => handler.OfSettlementAsync);
        triggers.On<ReversalDueV1, ReverseJournal>(LedgerConsumer, FinanceMessages.ReversalDue, handler => handler.PostAsync);
        foreach (var consumer in (string[])[LedgerConsumer, ExpectedConsumer, Consumer]) triggers.DrainBeforeExport(consumer);

        triggers.On<MoneyMovedV1, ExpectPayment>(ExpectedConsumer, PaymentContracts.MoneyMoved, handler => handler.HandleAsync);
        triggers.On<SettlementChangedV1, ExpectPayout>(ExpectedConsumer, FinanceMessages.SettlementChanged, handler => handler.HandleAsync);

        triggers.On<StatementStepV1, BookStatement>(Consumer, FinanceMessages.StatementStep, handler => handler.HandleAsync);
        triggers.On<SettlementSeenV1, SeeSettlement>(Consumer, FinanceMessages.SettlementSeen, handler => handler.HandleAsync);
        triggers.On<LineSeenV1, SeeLine>(Consumer, FinanceMessages.LineSeen, handler => handler.HandleAsync);
        triggers.On<MatchDueV1, MatchSource>(Consumer, FinanceMessages.MatchDue, handler => handler.HandleAsync);
        triggers.On<LineMatchDueV1, MatchLine>(Consumer, FinanceMessages.LineMatchDue, handler => handler.HandleAsync);
        triggers.On<LineExplainedV1, ExplainLine>(Consumer, FinanceMessages.LineExplained, handler => handler.HandleAsync);
        triggers.On<PortionOfferedV1, MeetExpectation>(Consumer, FinanceMessages.PortionOffered, handler => handler.TakeAsync);
        triggers.On<PortionReleasedV1, MeetExpectation>(Consumer, FinanceMessages.PortionReleased, handler => handler.GiveBackAsync);
        triggers.On<PortionAnsweredV1, AnswerLine>(Consumer, FinanceMessages.PortionAnswered, handler => handler.HandleAsync);
        triggers.On<ProposalApprovedV1, DoProposal>(Consumer, FinanceMessages.ProposalApproved, handler => handler.HandleAsync);
        triggers.On<LineForcedV1, DoProposal>(Consumer, FinanceMessages.LineForced, handler => handler.ForcedAsync);
        triggers.On<BillWriteOffAnsweredV1, DoProposal>(Consumer, WriteOffContracts.BillWriteOffAnswered, handler => handler.AnsweredAsync);

        triggers.On<PayoutReportedV1, TakePayout>(Consumer, PayoutContracts.PayoutReported, handler => handler.HandleAsync);
        triggers.Every<MatchAgain>("finance-matching", TimeSpan.FromMinutes(10), handler => handler.RunAsync);

        triggers.Project(ViewsConsumer, FinanceMessages.JournalsPosted, LedgerViews.Project);
        triggers.Project(ViewsConsumer, FinanceMessages.LineChanged, LineViews.Project);
        triggers.Project(ViewsConsumer, FinanceMessages.ExpectationChanged, LineViews.Project);
        triggers.Project(ViewsConsumer, FinanceMessages.StatementTaken, taken => StatementViews.Project(taken).Concat(StatementViews.BankDaysOf(taken)));
        triggers.Project(ViewsConsumer, FinanceMessages.SettlementChanged, StatementViews.Project);
        triggers.Project(ViewsConsumer, PaymentContracts.PaymentChanged, StatementViews.Project);
        triggers.Project(ViewsConsumer, FinanceMessages.ProposalChanged, ProposalViews.Project);
    }
}
