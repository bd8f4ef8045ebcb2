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

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        AddOperations(services);
        MapFamilies(triggers);
        MapOfficers(triggers);
        MapMessages(triggers);
        ExamKinds.Declare(triggers);
    }

    private static void AddOperations(IServiceCollection services) => services
        .AddSingleton(_ => ExamRuleBook.Read())
        .AddSingleton<ExamReference>()
        .AddSingleton<ExamDirectory>()
        .AddSingleton<FilingWindow>()
        .AddSingleton<Filing>()
        .AddSingleton<Registrations>()
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
        .AddSingleton<ExtendWindowHandler>()
        .AddSingleton<ApplyFeePaid>()
        .AddSingleton<ApplyFeeNews>()
        .AddSingleton<PortalDossiers>();

    private static void MapFamilies(Triggers triggers)
    {
        triggers.Http("POST", "/api/exams/{session}/registrations", Access.SignedIn, ExamsHttp.SubmitAsync);
        triggers.Http("PUT", "/api/exams/{session}/drafts", Access.SignedIn, ExamsHttp.SaveDraftAsync);
        triggers.Http("GET", "/api/exams/registrations", Access.SignedIn, ExamsHttp.MineAsync);
        triggers.Http("GET", "/api/exams/registrations/{id}", Access.SignedIn, ExamsHttp.ReadAsync);
        triggers.Http("PUT", "/api/exams/registrations/{id}", Access.SignedIn, ExamsHttp.EditAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/submit", Access.SignedIn, ExamsHttp.SubmitDraftAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/withdraw", Access.SignedIn, ExamsHttp.WithdrawAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/pay-again", Access.SignedIn, ExamsHttp.PayAgainAsync);
        triggers.Http("GET", "/api/exams/registrations/{id}/history", Access.SignedIn, ExamsHttp.HistoryAsync);
        triggers.Http("GET", "/api/exams/registrations/{id}/receipt", Access.SignedIn, ExamsHttp.ReceiptAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/files", Access.SignedIn, FilesHttp.AttachAsync);
        triggers.Http("GET", "/api/exams/registrations/{id}/files/{file}", Access.SignedIn, FilesHttp.ReadAsync);
        triggers.Http("DELETE", "/api/exams/registrations/{id}/files/{file}", Access.SignedIn, FilesHttp.RemoveAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/uploads", Access.SignedIn, UploadsHttp.OpenAsync);
        triggers.Http("GET", "/api/exams/registrations/{id}/uploads/{upload}", Access.SignedIn, UploadsHttp.ContinueAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/uploads/{upload}/complete", Access.SignedIn, UploadsHttp.CompleteAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/invitation", Access.SignedIn, GuardiansHttp.InviteAsync);
        triggers.Http("POST", "/api/exams/{session}/guardians", Access.SignedIn, GuardiansHttp.JoinAsync);
        triggers.Http("GET", "/api/exams/account", Access.SignedIn, GuardiansHttp.AccountAsync);
        triggers.Http("POST", "/api/exams/account/children", Access.SignedIn, GuardiansHttp.AddChildAsync);
        triggers.Http("DELETE", "/api/exams/account/children/{child}", Access.SignedIn, GuardiansHttp.RemoveChildAsync);
        triggers.Http("GET", "/api/exams/sessions", Access.Public, OfficersHttp.SessionsAsync);
        triggers.Http("GET", "/api/exams/departments/{department}/units", Access.Public, OfficersHttp.UnitsAsync);
        triggers.Http("GET", "/api/receipts/{token}", Access.Public, ExamsHttp.VerifyReceipt);
        triggers.Http("GET", "/.well-known/receipt-keys.json", Access.Public, ExamsHttp.ReceiptKeys);
    }

    private static void MapOfficers(Triggers triggers)
    {
        triggers.Http("GET", "/api/exams/{session}/units/{unit}/registrations", Access.SignedIn, OfficersHttp.ListAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/check", Access.SignedIn, OfficersHttp.CheckAsync);
        triggers.Http("POST", "/api/exams/registrations/{id}/corrections", Access.SignedIn, OfficersHttp.RequestCorrectionAsync);
        triggers.Http("POST", "/api/exams/{session}/classes", Access.SignedIn, OfficersHttp.FileClassAsync);
        triggers.Http("POST", "/api/exams/{session}/units/{unit}/lock", Access.SignedIn, OfficersHttp.LockAsync);
        triggers.Http("GET", "/api/exams/{session}/units/{unit}/lock", Access.SignedIn, OfficersHttp.ReadLockAsync);
        triggers.Http("POST", "/api/exams/{session}/extensions", Access.SignedIn, OfficersHttp.ExtendAsync);
    }

    private static void MapMessages(Triggers triggers)
    {
        triggers.On<FeePaidV1, ApplyFeePaid>(Consumer, PaymentContracts.FeePaid, handler => handler.HandleAsync);
        triggers.On<FeeLapsedV1, ApplyFeeNews>(Consumer, PaymentContracts.FeeLapsed, handler => handler.LapsedAsync);
        triggers.On<FeeRefundedV1, ApplyFeeNews>(Consumer, PaymentContracts.FeeRefunded, handler => handler.RefundedAsync);
        triggers.On<PortalDossierReceivedV1, PortalDossiers>(Consumer, PortalContracts.DossierReceived, handler => handler.HandleAsync);
        triggers.On<UnitLockStepV1, LockUnitHandler>(Consumer, ExamContracts.UnitLockStep, handler => handler.StepAsync);
        triggers.On<RegistrationLockDueV1, LockUnitHandler>(Consumer, ExamContracts.RegistrationLockDue, handler => handler.LockAsync);

        triggers.Project(Views, ExamContracts.RegistrationChanged, ExamViews.Rows);
        triggers.Project(Views, ExamContracts.UnitChanged, ExamDirectory.Rows);
        triggers.Project(Views, ExamContracts.SessionChanged, ExamDirectory.Rows);
    }
}
