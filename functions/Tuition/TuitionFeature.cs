using PublicServices.Contracts;
using PublicServices.Functions.Hosting;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>Registers the tuition feature.</summary>
public static class TuitionFeature
{
    /// <summary>The feature as a consumer of messages.</summary>
    public const string Consumer = "tuition";

    /// <summary>The consumer that keeps the feature's lists.</summary>
    public const string Views = "tuition-views";

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        AddOperations(services);
        TuitionRoutes.Map(triggers);
        InvoiceRoutes.Map(triggers);
        MapMessages(triggers);
        DeclareKinds(triggers);
    }

    private static void AddOperations(IServiceCollection services) => services
        .AddSingleton<TuitionRuleBook>()
        .AddSingleton(provider => Options(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton(provider => new Records<StudentBenefits>(provider.GetRequiredService<IRecordStore>(), () => TuitionJson.Default.StudentBenefits))
        .AddSingleton<Pricing>()
        .AddSingleton<TuitionNotices>()
        .AddSingleton<StudentAccounts>()
        .AddSingleton<Catalogues>()
        .AddSingleton<BillRows>()
        .AddSingleton<Reminders>()
        .AddSingleton<RunBillsHandler>()
        .AddSingleton<Benefits>()
        .AddSingleton<Recalculate>()
        .AddSingleton<PayBillsHandler>()
        .AddSingleton<ApplyBasketFee>()
        .AddSingleton<ApplyShare>()
        .AddSingleton<ChangeBills>()
        .AddSingleton<WriteOffBill>()
        .AddSingleton<ReadBills>()
        .AddSingleton<ListBills>()
        .AddSingleton<FindBills>()
        .AddSingleton<ScanBills>()
        .AddSingleton<ReportMonth>()
        .AddSingleton<ClaimSubsidy>()
        .AddSingleton<InvoiceBooks>()
        .AddSingleton<InvoiceDrafts>()
        .AddSingleton<KeepInvoiceSettings>()
        .AddSingleton<SetInvoiceBuyerHandler>()
        .AddSingleton<IssueInvoices>()
        .AddSingleton<CorrectInvoiceHandler>()
        .AddSingleton<RecordInvoiceNumbers>()
        .AddSingleton<ReadInvoices>()
        .AddSingleton<DemoTuition>();

    private static void MapMessages(Triggers triggers)
    {
        triggers.On<BillRunStepV1, RunBillsHandler>(Consumer, TuitionMessages.BillRunStep, handler => handler.StepAsync);
        triggers.On<FeePaidV1, ApplyBasketFee>(Consumer, PaymentContracts.FeePaid, handler => handler.PaidAsync);
        triggers.On<OverpaymentKeptV1, ApplyBasketFee>(Consumer, PaymentContracts.OverpaymentKept, handler => handler.KeptAsync);
        triggers.On<FeeLapsedV1, ApplyBasketFee>(Consumer, PaymentContracts.FeeLapsed, handler => handler.LapsedAsync);
        triggers.On<FeeRefundedV1, ApplyBasketFee>(Consumer, PaymentContracts.FeeRefunded, handler => handler.RefundedAsync);
        triggers.On<FeePartRefundedV1, ApplyBasketFee>(Consumer, PaymentContracts.FeePartRefunded, handler => handler.PartRefundedAsync);
        triggers.On<BillSharePaidV1, ApplyShare>(Consumer, TuitionMessages.BillSharePaid, handler => handler.PaidAsync);
        triggers.On<BillShareReturnedV1, ApplyShare>(Consumer, TuitionMessages.BillShareReturned, handler => handler.ReturnedAsync);
        triggers.On<BillWriteOffV1, WriteOffBill>(Consumer, WriteOffContracts.BillWriteOff, handler => handler.HandleAsync);
        triggers.On<RecalculationDueV1, Recalculate>(Consumer, TuitionMessages.RecalculationDue, handler => handler.HandleAsync);
        triggers.On<ReminderStepV1, Reminders>(Consumer, TuitionMessages.ReminderStep, handler => handler.StepAsync);
        triggers.On<ReminderDueV1, Reminders>(Consumer, TuitionMessages.ReminderDue, handler => handler.RemindAsync);
        triggers.On<InvoiceRunStepV1, IssueInvoices>(Consumer, TuitionMessages.InvoiceRunStep, handler => handler.StepAsync);

        // A bill's share of a payment, and the next step of a run, are told by their message alone.
        triggers.DrainBeforeExport(Consumer);

        triggers.Project(Views, TuitionMessages.StudentAccountChanged, TuitionViews.Rows);
        triggers.Project(Views, TuitionMessages.BenefitChanged, TuitionViews.Rows);
    }

    private static void DeclareKinds(Triggers triggers)
    {
        triggers.Kind(TuitionIds.CatalogueKind, () => TuitionJson.Default.FeeCatalogue);
        triggers.Kind(TuitionIds.RunKind, () => TuitionJson.Default.BillRun, wake: TuitionWake.Of);
        triggers.Kind(TuitionIds.AccountKind, () => TuitionJson.Default.StudentAccount, TuitionViews.Rows, AccountSoundness.Faults);
        triggers.Kind(TuitionIds.BenefitsKind, () => TuitionJson.Default.StudentBenefits, TuitionViews.Rows);
        triggers.Kind(TuitionIds.BasketKind, () => TuitionJson.Default.Basket);
        triggers.Kind(TuitionIds.ReminderKind, () => TuitionJson.Default.ReminderSchedule);
        triggers.Kind(TuitionIds.InvoicesKind, () => TuitionJson.Default.InvoiceBook, faults: InvoiceSoundness.Faults, wake: IssueInvoices.Wake);
        triggers.Documents(TuitionIds.InvoicesKind, InvoiceBook.InvoicePrefix, InvoiceSoundness.Faults);
    }

    /// <exception cref="InvalidOperationException"><c>Tuition:PublicAddress</c> is set and is no full web address.</exception>
    private static TuitionOptions Options(IConfiguration configuration)
    {
        if (configuration["Tuition:PublicAddress"] is not { Length: > 0 } text) return new TuitionOptions();
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == "http" || address.Scheme == "https")
            ? new TuitionOptions(address)
            : throw new InvalidOperationException("Tuition:PublicAddress is not a full web address.");
    }
}
