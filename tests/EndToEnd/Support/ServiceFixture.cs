using PublicServices.Tests.EndToEnd.Engines;

namespace PublicServices.Tests.EndToEnd;

/// <summary>One server with everybody who uses it, and the portal listening; shared by the journeys that need no server of their own.</summary>
public abstract class ServiceFixture(TestedEngine engine) : IAsyncLifetime
{
    private const string Anonymous = "";

    /// <summary>Characters of a line the server said that a failure repeats: some exceptions carry pages of diagnostics.</summary>
    private const int MaxLine = 300;

    private EngineStand? _stand;
    private readonly Dictionary<string, Visitor> _people = [];
    private int _candidate;

    internal ServerProcess Server { get; private set; } = null!;

    internal PortalEar Portal { get; private set; } = null!;

    internal Visitor Nobody => Person(Anonymous);

    internal Visitor Family => Person("acc-lan");

    internal Visitor OtherFamily => Person("acc-minh");

    internal Visitor School => Person("school-01-001");

    internal Visitor Finance => Person("finance");

    internal Visitor Operator => Person("operator");

    /// <summary>Why nothing runs on this engine here; null when it does.</summary>
    public string? Missing { get; } = EngineStand.Missing(engine);

    /// <summary>A candidate nobody else uses.</summary>
    public int NextCandidate() => Interlocked.Increment(ref _candidate);

    internal Family FamilyOf(Visitor visitor) => new(visitor, Nobody);

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        _stand = await EngineStand.StartAsync(engine);
        Server = await ServerProcess.StartAsync(_stand);
        _people[Anonymous] = new Visitor(Server.Url);
        foreach (var persona in new[] { "acc-lan", "acc-minh", "school-01-001", "finance", "operator" })
            _people[persona] = await Visitor.SignInAsync(Server.Url, persona);
        Portal = await PortalEar.ListenAsync(Operator, Circumstances);
    }

    /// <summary>What may explain that something did not happen.</summary>
    private string Circumstances()
    {
        var said = Server.Output.Split('\n').Select(line => line[..Math.Min(line.Length, MaxLine)]);
        // The embedded engine's file is the server's alone while it runs.
        if (engine == TestedEngine.Embedded) return string.Join('\n', said);
        using var inside = _stand!.LookInside();
        return string.Join('\n', [.. said, "under way:", .. inside.Waiting(), "parked:", .. inside.Parked()]);
    }

    private Visitor Person(string persona)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return _people[persona];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people.Values) person.Dispose();
        if (Server is not null) await Server.DisposeAsync();
        if (Portal is not null) await Portal.DisposeAsync();
        if (_stand is not null) await _stand.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <inheritdoc/>
public sealed class EmbeddedService() : ServiceFixture(TestedEngine.Embedded);

/// <inheritdoc/>
public sealed class AzureService() : ServiceFixture(TestedEngine.Azure);

/// <inheritdoc/>
public sealed class AzureFunctionsService() : ServiceFixture(TestedEngine.AzureFunctions);
