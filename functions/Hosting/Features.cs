using PublicServices.Functions.Exams;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Functions.Payments;
using PublicServices.Functions.Portal;

namespace PublicServices.Functions.Hosting;

/// <summary>The features of this program, each registered by its own file.</summary>
internal static class Features
{
    public static void Register(WebApplicationBuilder builder, Triggers triggers)
    {
        var services = builder.Services;
        services.AddSingleton<IReadOnlyList<Persona>>(DemoPeople.All);
        ExamsFeature.Register(services, triggers);
        PaymentsFeature.Register(services, triggers);
        PortalFeature.Register(services, triggers);
    }
}
