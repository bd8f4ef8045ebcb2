using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Functions.Hosting;

namespace PublicServices.Functions.Exams;

/// <summary>Registers the exam feature.</summary>
public static class ExamsFeature
{
    /// <summary>The feature as a consumer of messages.</summary>
    public const string Consumer = "exams";

    /// <summary>The consumer that keeps the feature's lists.</summary>
    public const string Views = "exams-views";

    /// <summary>How often it is looked whether the time of some registrations is over.</summary>
    public static readonly TimeSpan RetentionPeriod = TimeSpan.FromHours(1);

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        AddOperations(services);
        ExamsRoutes.Map(triggers);
        MapMessages(triggers);
        ExamKinds.Declare(triggers);
    }

    private static void AddOperations(IServiceCollection services) => services
        .AddSingleton<ExamRuleBook>()
        .AddSingleton<ExamReference>()
        .AddSingleton<ExamDirectory>()
        .AddSingleton<FilingWindow>()
        .AddSingleton<Filing>()
        .AddSingleton<Registrations>()
        .AddSingleton<DefineSessionHandler>()
        .AddSingleton<DefineUnitHandler>()
        .AddSingleton<FileUnitsHandler>()
        .AddSingleton<DemoExams>()
        .AddSingleton<SubmitRegistrationHandler>()
        .AddSingleton<SaveDraftHandler>()
        .AddSingleton<SubmitDraftHandler>()
        .AddSingleton<EditRegistrationHandler>()
        .AddSingleton<WithdrawRegistrationHandler>()
        .AddSingleton<PayAgainHandler>()
        .AddSingleton<AttachRules>()
        .AddSingleton<AttachFileHandler>()
        .AddSingleton<OpenUploadHandler>()
        .AddSingleton<CompleteUploadHandler>()
        .AddSingleton<RemoveFileHandler>()
        .AddSingleton<ReadFile>()
        .AddSingleton<ReadRegistration>()
        .AddSingleton<ReadHistory>()
        .AddSingleton<ReadReceipt>()
        .AddSingleton<ListRegistrations>()
        .AddSingleton<FamilyAccounts>()
        .AddSingleton<Guardianship>()
        .AddSingleton<CheckRegistrationHandler>()
        .AddSingleton<RequestCorrectionHandler>()
        .AddSingleton<FileClassHandler>()
        .AddSingleton<LockUnitHandler>()
        .AddSingleton<LockConfirmed>()
        .AddSingleton<EnforceRetention>()
        .AddSingleton<EraseRegistration>()
        .AddSingleton<ExtendWindowHandler>()
        .AddSingleton<ApplyFeePaid>()
        .AddSingleton<ApplyFeeNews>()
        .AddSingleton<PortalDossiers>();

    private static void MapMessages(Triggers triggers)
    {
        triggers.On<FeePaidV1, ApplyFeePaid>(Consumer, PaymentContracts.FeePaid, handler => handler.HandleAsync);
        triggers.On<FeeLapsedV1, ApplyFeeNews>(Consumer, PaymentContracts.FeeLapsed, handler => handler.LapsedAsync);
        triggers.On<FeeRefundedV1, ApplyFeeNews>(Consumer, PaymentContracts.FeeRefunded, handler => handler.RefundedAsync);
        triggers.On<PortalDossierReceivedV1, PortalDossiers>(Consumer, PortalContracts.DossierReceived, handler => handler.HandleAsync);
        triggers.On<UnitLockStepV1, LockUnitHandler>(Consumer, ExamContracts.UnitLockStep, handler => handler.StepAsync);
        triggers.On<RegistrationLockDueV1, LockUnitHandler>(Consumer, ExamContracts.RegistrationLockDue, handler => handler.LockAsync);
        triggers.On<RegistrationConfirmedV1, LockConfirmed>(Consumer, ExamContracts.RegistrationConfirmed, handler => handler.HandleAsync);

        triggers.On<RetentionStepV1, EnforceRetention>(Consumer, ExamContracts.RetentionStep, handler => handler.StepAsync);
        triggers.On<RegistrationErasureDueV1, EraseRegistration>(Consumer, ExamContracts.RegistrationErasureDue, handler => handler.HandleAsync);
        triggers.On<RegistrationErasedV1, EraseRegistration>(Consumer, ExamContracts.RegistrationErased, handler => handler.RemainsAsync);
        triggers.Every<EnforceRetention>("exams-retention", RetentionPeriod, handler => handler.RunAsync);

        triggers.Project<RegistrationChangedV1>(Views, ExamContracts.RegistrationChanged, ExamViews.Rows);
        triggers.Project<RegistrationErasedV1>(Views, ExamContracts.RegistrationErased, ExamViews.Rows);
        triggers.Project(Views, ExamContracts.UnitChanged, ExamDirectory.Rows);
        triggers.Project(Views, ExamContracts.SessionChanged, ExamDirectory.Rows);
    }
}
