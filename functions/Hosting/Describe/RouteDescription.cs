using System.Text.Json.Serialization.Metadata;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>What the API document says about a route. Types are named by functions, so that nothing is built until somebody reads.</summary>
public sealed class RouteDescription(Access access)
{
    private readonly SortedSet<int> _refusals = [];
    private readonly List<HeaderDescription> _headers = [];
    private readonly List<AnswerDescription> _answers = [];

    public Access Access { get; } = access;

    /// <summary>The group it is shown in; null while the route is not described.</summary>
    public string? Tag { get; internal set; }

    /// <summary>What it does, in one line; null while the route is not described.</summary>
    public string? Summary { get; internal set; }

    /// <summary>The JSON body it reads; null for none.</summary>
    public Func<JsonTypeInfo>? Body { get; internal set; }

    /// <summary>Content types of a body that is taken as it is.</summary>
    public IReadOnlyList<string> RawBody { get; internal set; } = [];

    public IReadOnlyList<AnswerDescription> Answers => _answers;

    /// <summary>Statuses of refusals that do not follow from the rest of the description.</summary>
    public IReadOnlyCollection<int> Refusals => _refusals;

    public IReadOnlyList<HeaderDescription> Headers => _headers;

    internal void Add(AnswerDescription answer) => _answers.Add(answer);

    internal void Add(HeaderDescription header) => _headers.Add(header);

    internal void Refuse(IEnumerable<int> statuses) => _refusals.UnionWith(statuses);
}

/// <summary>One answer that is no refusal.</summary>
/// <param name="Json">Its JSON; null when the body is something else, or there is none.</param>
/// <param name="ContentType">Its content type; null when there is no body.</param>
/// <param name="HasVersion">True when <c>ETag</c> carries the record's version.</param>
public sealed record AnswerDescription(int Status, string Text, Func<JsonTypeInfo>? Json, string? ContentType, bool HasVersion = false);

/// <summary>A request header.</summary>
public sealed record HeaderDescription(string Name, bool IsRequired, string Text);
