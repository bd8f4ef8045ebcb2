using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;

namespace PublicServices.Tests.Unit.Hosting.Describe;

/// <summary>No route is declared without saying what it is; whether the words are true is held by the tests over HTTP.</summary>
public sealed class RouteDescriptionTests
{
    private static readonly string[] Redirecting = ["302"];
    private static readonly IReadOnlyList<HttpTrigger> Routes = Declared();
    private static readonly JsonObject Document = DocumentOf(Routes);

    [Fact]
    public void Routes_SayWhatTheyAre()
    {
        Routes.Should().NotBeEmpty();
        Routes.Where(route => string.IsNullOrWhiteSpace(route.Description.Tag) || string.IsNullOrWhiteSpace(route.Description.Summary)
            || route.Description.Answers.Count == 0).Select(Name).Should().BeEmpty();
    }

    [Fact]
    public void Document_HasEveryRoute() => Operations().Select(operation => operation.Name).Should().BeEquivalentTo(Routes.Select(Name));

    [Fact]
    public void Operations_HaveTheirOwnIds() =>
        Operations().Select(operation => operation.Json["operationId"]!.GetValue<string>()).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Parameters_HaveWords() =>
        Operations().SelectMany(operation => operation.Json["parameters"]!.AsArray().Select(parameter => (operation.Name, Parameter: parameter!)))
            .Where(pair => string.IsNullOrEmpty(pair.Parameter["description"]?.GetValue<string>()))
            .Select(pair => $"{pair.Name} {pair.Parameter["name"]}").Should().BeEmpty();

    [Fact]
    public void Answers_AreAnAnswerAndRefusals()
    {
        foreach (var (name, operation) in Operations())
        {
            var statuses = operation["responses"]!.AsObject().Select(response => response.Key).ToList();
            statuses.Should().Contain(status => status.StartsWith('2') || status.StartsWith('3'), name);
            statuses.Should().Contain(["500", "503"], name);
            foreach (var status in statuses.Where(status => status[0] is not '2').Except(Redirecting))
            {
                Resolve(operation["responses"]![status]!)["content"]!.AsObject().Select(content => content.Key)
                    .Should().Equal(["application/problem+json"], $"{name} {status}");
            }
        }
    }

    [Fact]
    public void SignedInRoutes_NeedABearerToken()
    {
        foreach (var route in Routes)
        {
            var operation = Operations().Single(operation => operation.Name == Name(route)).Json;
            (operation["security"] is not null).Should().Be(route.Access is Access.SignedIn, Name(route));
            operation["responses"]!.AsObject().ContainsKey("401").Should().Be(
                route.Access is Access.SignedIn || route.Description.Refusals.Contains(401), Name(route));
        }
    }

    [Fact]
    public void References_LeadSomewhere()
    {
        var references = References(Document).ToList();
        references.Should().NotBeEmpty();
        foreach (var reference in references) Resolve(new JsonObject { ["$ref"] = reference }).Should().NotBeNull(reference);
    }

    [Fact]
    public void Components_AreAllUsed() =>
        Document["components"]!["schemas"]!.AsObject().Select(schema => $"#/components/schemas/{schema.Key}")
            .Except(References(Document)).Should().BeEmpty();

    [Fact]
    public void Schemas_FollowTheSourceGeneratedJson()
    {
        var answer = Document["components"]!["schemas"]!["RegistrationAnswer"]!;
        answer["required"]!.AsArray().Select(name => name!.GetValue<string>())
            .Should().BeEquivalentTo("registration", "version", "session", "state", "fee", "next");
        var body = Document["components"]!["schemas"]!["FormBody"]!;
        body["required"]!.AsArray().Select(name => name!.GetValue<string>()).Should().Equal("form");
        var form = Resolve(body["properties"]!["form"]!);
        form["required"].Should().BeNull("a draft may miss every field");
        form["properties"]!["name"]!["description"]!.GetValue<string>().Should().Be("As on the birth certificate, upper case.");
    }

    /// <summary>A number, a date or a choice that is left out would be taken for the first there is.</summary>
    [Fact]
    public void Bodies_DecideNothingByWhatTheyLeaveOut()
    {
        var bodies = Routes.Where(route => route.Description.Body is not null);
        string.Join('\n', bodies.SelectMany(route => Guessed(route.Description.Body!(), []).Select(property => $"{Name(route)} {property}"))).Should().BeEmpty();
    }

    private static IEnumerable<string> Guessed(JsonTypeInfo body, HashSet<Type> seen)
    {
        if (body.Kind != JsonTypeInfoKind.Object || !seen.Add(body.Type)) yield break;
        foreach (var property in body.Properties.Where(property => property.AssociatedParameter is not null))
        {
            var type = property.PropertyType;
            // What a body does not have of a JSON value is seen for what it is: nothing.
            if (type.IsValueType && Nullable.GetUnderlyingType(type) is null && type != typeof(JsonElement)
                && !property.IsRequired && property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false })
                yield return $"{body.Type.Name}.{property.Name}";
            foreach (var within in Guessed(body.Options.GetTypeInfo(type), seen)) yield return within;
        }
    }

    private static string Name(HttpTrigger route) => $"{route.Method} {route.Route.Replace(":int", "", StringComparison.Ordinal)}";

    private static IEnumerable<(string Name, JsonNode Json)> Operations() => Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!)));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(property => property is { Key: "$ref", Value: { } to } ? [to.GetValue<string>()] : References(property.Value)),
        JsonArray array => array.SelectMany(References),
        _ => [],
    };

    private static JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/')[1..].Aggregate((JsonNode)Document, (at, name) => at[name] ?? throw new InvalidOperationException($"No {reference}"))
        : node;

    private static List<HttpTrigger> Declared()
    {
        var triggers = new Triggers();
        Features.Register(new ServiceCollection(), triggers);
        return [.. triggers.HttpTriggers];
    }

    private static JsonObject DocumentOf(IEnumerable<HttpTrigger> routes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var triggers = new Triggers();
        Features.Register(builder.Services, triggers);
        var app = builder.Build();
        foreach (var route in routes) app.MapMethods(route.Route, [route.Method], route.Handler).WithMetadata(route.Description);
        return ApiDocument.Of(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
    }
}
