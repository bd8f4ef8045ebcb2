using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>A route with its description: what follows from its address, its handler and its access.</summary>
internal sealed partial class DescribedRoute(RouteEndpoint endpoint, RouteDescription description)
{
    public RouteDescription Description => description;

    /// <summary>The template without constraints.</summary>
    public string Path { get; } = Constraint().Replace(endpoint.RoutePattern.RawText!, "}");

    public IReadOnlyList<string> Methods { get; } = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

    /// <summary>Unique and stable as long as method and path are.</summary>
    public string OperationId => $"{Methods[0].ToLowerInvariant()}{Separators().Replace(Path, "-").TrimEnd('-')}";

    /// <summary>Statuses of every refusal that may come.</summary>
    public SortedSet<int> Refusals()
    {
        var statuses = new SortedSet<int>(description.Refusals) { 500, 503 };
        if (description.Access is Access.SignedIn) statuses.UnionWith([401, 403]);
        if (description.Access is Access.Public) statuses.Add(429);
        if (endpoint.RoutePattern.Parameters.Count > 0) statuses.Add(404);
        if (Typed().Any(parameter => parameter.ParameterType != typeof(string))) statuses.Add(400);
        if (description.Body is not null) statuses.UnionWith([400, 408, 413, 415, 422]);
        if (description.RawBody.Count > 0) statuses.UnionWith([408, 413]);
        return statuses;
    }

    /// <summary>Path and query, as the handler takes them.</summary>
    public IEnumerable<JsonObject> Parameters(Schemas schemas)
    {
        var inPath = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet();
        var typed = Typed().ToDictionary(parameter => parameter.Name!);
        foreach (var name in inPath) yield return Parameter(name, "path", true, typed.TryGetValue(name, out var known) ? known.ParameterType : typeof(string));
        foreach (var (name, parameter) in typed.Where(pair => !inPath.Contains(pair.Key)))
            yield return Parameter(name, "query", false, parameter.ParameterType);

        JsonObject Parameter(string name, string where, bool isRequired, Type type) => new()
        {
            ["name"] = name,
            ["in"] = where,
            ["required"] = isRequired,
            ["description"] = Words.OfParameter(name),
            ["schema"] = schemas.OfParameter(type),
        };
    }

    /// <summary>Parameters of the handler that come from the address.</summary>
    private IEnumerable<ParameterInfo> Typed() =>
        endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Where(parameter => IsSimple(parameter.ParameterType)) ?? [];

    private static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(DateOnly) || type.IsEnum;
    }

    /// <summary><c>{number:int}</c> is <c>{number}</c> in a description.</summary>
    [GeneratedRegex(":[^}]*}")]
    private static partial Regex Constraint();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Separators();
}
