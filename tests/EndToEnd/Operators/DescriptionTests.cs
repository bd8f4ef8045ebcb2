using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Functions.Hosting;

namespace PublicServices.Tests.EndToEnd.Operators;

/// <summary>What the server says about itself.</summary>
[Collection(ServiceGroup.Name)]
public sealed partial class DescriptionTests(ServiceFixture service)
{
    [Fact]
    public async Task The_OpenAPI_document_lists_every_route()
    {
        var triggers = new Triggers();
        Features.Register(new ServiceCollection(), triggers);
        triggers.HttpTriggers.Should().NotBeEmpty();

        var document = (await service.Nobody.GetAsync("/openapi/v1.json")).Must(HttpStatusCode.OK);
        var described = document.Json["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")).ToHashSet();
        described.Should().Contain(triggers.HttpTriggers.Select(trigger => $"{trigger.Method} {Constraint().Replace(trigger.Route, "}")}"));
    }

    [Fact]
    public async Task Answers_are_held_to_the_document()
    {
        var before = ApiCheck.Checked;
        await service.Nobody.GetAsync("/api/exams/sessions");
        ApiCheck.Checked.Should().BeGreaterThan(before);
    }

    [Theory]
    [InlineData("/docs/", "text/html")]
    [InlineData("/health/live", "text/plain")]
    [InlineData("/health/ready", "application/json")]
    [InlineData("/.well-known/receipt-keys.json", "application/json")]
    [InlineData("/", "text/html")]
    public async Task What_watches_and_reads_is_answered(string path, string mediaType) =>
        (await service.Nobody.GetAsync(path, ("Accept", "*/*"))).Must(HttpStatusCode.OK).MediaType.Should().Be(mediaType);

    /// <summary><c>{number:int}</c> is <c>{number}</c> in a description.</summary>
    [GeneratedRegex(":[^}]*}")]
    private static partial Regex Constraint();
}
