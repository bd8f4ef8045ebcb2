namespace PublicServices.Functions.Hosting;

/// <summary>The features of this program, each registered by its own file.</summary>
internal static class Features
{
    public static void Register(WebApplicationBuilder builder, Triggers triggers)
    {
        _ = (builder, triggers);
    }
}
