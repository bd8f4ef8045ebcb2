using PublicServices.Functions.Exams;
using PublicServices.Functions.Finance;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Functions.Notices;
using PublicServices.Functions.Payments;
using PublicServices.Functions.Portal;
using PublicServices.Functions.Tuition;

namespace PublicServices.Functions.Hosting;

/// <summary>The features of this program, each registered by its own file.</summary>
public static class Features
{
    public static void Register(IServiceCollection services, Triggers triggers)
    {
        services.AddSingleton<IReadOnlyList<Persona>>(DemoPeople.All);
        KernelKinds.Declare(triggers);
        services.AddFiles();
        UploadBlocks.Declare(triggers);
        ExamsFeature.Register(services, triggers);
        TuitionFeature.Register(services, triggers);
        PaymentsFeature.Register(services, triggers);
        FinanceFeature.Register(services, triggers);
        PortalFeature.Register(services, triggers);
        NoticesFeature.Register(services, triggers);
    }
}
