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
        services.AddSingleton(_ => ExamRuleBook.Read());
        services.AddSingleton<ExamReference>();
        services.AddSingleton<ExamDirectory>();
        services.AddSingleton<FilingWindow>();
        services.AddSingleton<Filing>();
        services.AddSingleton<Registrations>();
        services.AddSingleton<DemoExams>();
        services.AddSingleton<SubmitRegistrationHandler>();
        services.AddSingleton<ReadRegistration>();
        services.AddSingleton<ApplyFeePaid>();

        triggers.Http("POST", "/api/exams/{session}/registrations", Access.SignedIn, ExamsHttp.SubmitAsync);
        triggers.Http("GET", "/api/exams/registrations/{id}", Access.SignedIn, ExamsHttp.ReadAsync);

        triggers.On<FeePaidV1, ApplyFeePaid>(Consumer, PaymentContracts.FeePaid, handler => handler.HandleAsync);

        triggers.Project(Views, ExamContracts.RegistrationChanged, ExamViews.Rows);
        triggers.Project(Views, ExamContracts.UnitChanged, ExamDirectory.Rows);
        triggers.Project(Views, ExamContracts.SessionChanged, ExamDirectory.Rows);
    }
}
