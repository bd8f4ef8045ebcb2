using System.Text.Json.Nodes;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>The OpenAPI 3.1 document of every described route, made from what the routes were declared with.</summary>
internal sealed class ApiDocument
{
    private const string Reference = "#/components/responses/";
    private readonly XmlWords _words = new();
    private readonly Schemas _answers;
    private readonly Schemas _bodies;
    private readonly Dictionary<string, Type> _answered = [];
    private readonly SortedSet<int> _refusals = [];

    private ApiDocument()
    {
        _answers = new Schemas(_words, reading: false, type => Name(type, reading: false));
        _bodies = new Schemas(_words, reading: true, type => Name(type, reading: true));
    }

    /// <summary>Makes the document. Takes tens of milliseconds, so it is done when somebody asks for it.</summary>
    public static JsonObject Of(IEnumerable<Microsoft.AspNetCore.Http.Endpoint> endpoints)
    {
        var routes = endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (Endpoint: endpoint, Description: endpoint.Metadata.GetMetadata<RouteDescription>()))
            .Where(route => route.Description is { Tag: not null })
            .Select(route => new DescribedRoute(route.Endpoint, route.Description!))
            .OrderBy(route => route.Description.Tag, StringComparer.Ordinal)
            .ThenBy(route => route.Path, StringComparer.Ordinal)
            .ToList();
        return new ApiDocument().Write(routes);
    }

    private JsonObject Write(List<DescribedRoute> routes)
    {
        // Answers first: they name the types.
        var responses = routes.ToDictionary(route => route, route => Responses(route.Description, route.Refusals()));
        var paths = new JsonObject();
        foreach (var route in routes)
        {
            if (paths[route.Path] is not JsonObject path) paths[route.Path] = path = [];
            foreach (var method in route.Methods) path[method.ToLowerInvariant()] = Operation(route, responses[route]);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "PublicServices", ["version"] = "v1", ["description"] = Words.About },
            ["tags"] = new JsonArray([.. routes.Select(route => route.Description.Tag).Distinct().Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = Components(),
                ["responses"] = new JsonObject(_refusals.Select(status => KeyValuePair.Create(status.ToString(provider: null), (JsonNode?)Refusal(status)))),
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = Words.Security },
                },
            },
        };
    }

    private JsonObject Operation(DescribedRoute route, JsonObject responses)
    {
        var description = route.Description;
        var operation = new JsonObject
        {
            ["operationId"] = route.OperationId,
            ["tags"] = new JsonArray(description.Tag),
            ["summary"] = description.Summary,
            ["parameters"] = new JsonArray([.. route.Parameters(_bodies).Concat(description.Headers.Select(Header))]),
        };
        if (Body(description) is { } body) operation["requestBody"] = body;
        operation["responses"] = responses.DeepClone();
        if (description.Access is Access.SignedIn) operation["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() });
        return operation;
    }

    private JsonObject? Body(RouteDescription description)
    {
        var content = new JsonObject();
        if (description.Body is { } json) content["application/json"] = new JsonObject { ["schema"] = _bodies.Of(json()) };
        foreach (var type in description.RawBody) content[type] = new JsonObject();
        return content.Count == 0 ? null : new JsonObject { ["required"] = true, ["content"] = content };
    }

    private JsonObject Responses(RouteDescription description, IEnumerable<int> refusals)
    {
        var responses = new JsonObject();
        foreach (var answer in description.Answers)
        {
            var response = new JsonObject { ["description"] = answer.Text };
            if (answer.HasVersion)
            {
                response["headers"] = new JsonObject
                {
                    ["ETag"] = new JsonObject { ["description"] = "The version, for If-Match.", ["schema"] = new JsonObject { ["type"] = "string" } },
                };
            }

            if (answer.ContentType is { } contentType)
            {
                response["content"] = new JsonObject
                {
                    [contentType] = answer.Json is { } json ? new JsonObject { ["schema"] = _answers.Of(json()) } : new JsonObject(),
                };
            }

            responses[answer.Status.ToString(provider: null)] = response;
        }

        foreach (var status in refusals)
        {
            _refusals.Add(status);
            responses[status.ToString(provider: null)] = new JsonObject { ["$ref"] = $"{Reference}{status}" };
        }

        return responses;
    }

    /// <summary>A body of a type that is also answered, or that shares its name with one, takes another name; an enum reads as it writes.</summary>
    private string Name(Type type, bool reading)
    {
        var name = NameOf(type);
        if (reading && !type.IsEnum) return _answered.ContainsKey(name) ? name + "Input" : name;
        return _answered.TryAdd(name, type) || _answered[name] == type
            ? name
            : throw new InvalidOperationException($"Two answers are called {name}.");
    }

    /// <summary>The type's name; a generic one is called by what it holds as well, <c>DatedFeeSchedule</c>.</summary>
    private static string NameOf(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(NameOf))
        : type.Name;

    private JsonObject Components()
    {
        var schemas = new JsonObject { ["ProblemDocument"] = ProblemSchema.Json() };
        foreach (var (name, schema) in _answers.Components.Concat(_bodies.Components)) schemas.TryAdd(name, schema);
        return schemas;
    }

    private static JsonObject Refusal(int status)
    {
        var response = new JsonObject
        {
            ["description"] = Words.OfRefusal(status),
            ["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/ProblemDocument" } },
            },
        };
        if (Web.ProblemStatus.IsWorthRetrying(status))
        {
            response["headers"] = new JsonObject
            {
                ["Retry-After"] = new JsonObject { ["description"] = "Seconds to wait.", ["schema"] = new JsonObject { ["type"] = "integer" } },
            };
        }

        return response;
    }

    private static JsonObject Header(HeaderDescription header) => new()
    {
        ["name"] = header.Name,
        ["in"] = "header",
        ["required"] = header.IsRequired,
        ["description"] = header.Text,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };
}
