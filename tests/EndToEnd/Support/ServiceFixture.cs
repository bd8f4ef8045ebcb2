namespace PublicServices.Tests.EndToEnd;

/// <summary>One server with everybody who uses it, and the portal listening; shared by the journeys that need no server of their own.</summary>
public sealed class ServiceFixture : IAsyncLifetime
{
    private readonly DataFolder _folder = new();
    private readonly Dictionary<string, Visitor> _people = [];
    private int _candidate;

    internal ServerProcess Server { get; private set; } = null!;

    internal PortalEar Portal { get; private set; } = null!;

    internal Visitor Nobody { get; private set; } = null!;

    internal Visitor Family => _people["acc-lan"];

    internal Visitor OtherFamily => _people["acc-minh"];

    internal Visitor School => _people["school-01-001"];

    internal Visitor Finance => _people["finance"];

    internal Visitor Operator => _people["operator"];

    /// <summary>A candidate nobody else uses.</summary>
    public int NextCandidate() => Interlocked.Increment(ref _candidate);

    internal Family FamilyOf(Visitor visitor) => new(visitor, Nobody);

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.StartAsync(_folder.Path);
        Nobody = new Visitor(Server.Url);
        foreach (var persona in new[] { "acc-lan", "acc-minh", "school-01-001", "finance", "operator" })
            _people[persona] = await Visitor.SignInAsync(Server.Url, persona);
        Portal = await PortalEar.ListenAsync(Operator);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people.Values) person.Dispose();
        Nobody?.Dispose();
        if (Server is not null) await Server.DisposeAsync();
        if (Portal is not null) await Portal.DisposeAsync();
        _folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class ServiceGroup : ICollectionFixture<ServiceFixture>
{
    public const string Name = "service";
}
