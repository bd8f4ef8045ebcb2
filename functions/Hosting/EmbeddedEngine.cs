using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Registers the embedded engine behind the kernel's ports.</summary>
internal static class EmbeddedEngine
{
    public static void AddEmbeddedEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider =>
        {
            var folder = DataFolder.Of(configuration);
            DataFolder.CreatePrivate(folder);
            var engine = SqliteEngine.Open(
                folder,
                provider.GetRequiredService<Triggers>().ConsumersOfType(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<FillRandom>(),
                provider.GetRequiredService<ILogger<SqliteEngine>>());
            Telemetry.Observe(() => engine.WaitingWrites, () => engine.Counts.Transactions, () => engine.Counts.Operations);
            return engine;
        });
        services.AddSingleton<IStoreCare>(provider => provider.GetRequiredService<SqliteEngine>());
        services.AddSingleton(provider => provider.GetRequiredService<SqliteEngine>().Records);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteEngine>().Views);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteEngine>().Queue);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteEngine>().Parked);
        services.AddSingleton<IMessageSender>(provider => provider.GetRequiredService<IMessageQueue>());
    }
}
