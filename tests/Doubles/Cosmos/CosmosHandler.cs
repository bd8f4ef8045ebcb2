using System.Net;
using System.Net.Http.Headers;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>The double inside the process: the SDK's HTTP client ends here.</summary>
public sealed class CosmosHandler(CosmosDouble cosmos) : HttpMessageHandler
{
    /// <summary>An address for the account; nothing listens there.</summary>
    public static readonly Uri Endpoint = new("http://cosmos.invalid:8081/");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated) headers[name] = values.ToString();
        if (request.Content is not null)
        {
            foreach (var (name, values) in request.Content.Headers.NonValidated) headers[name] = values.ToString();
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        GatewayResponse answer;
        try
        {
            answer = await cosmos.AnswerAsync(
                new GatewayRequest(request.Method.Method, SegmentsOf(request.RequestUri!.AbsolutePath), headers, body), Endpoint, cancellationToken);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("The connection was cut.", e);
        }

        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new ReadOnlyMemoryContent(answer.Body),
        };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue(answer.ContentType);
        foreach (var (name, value) in answer.Headers) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    internal static string[] SegmentsOf(string path) =>
        [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
}
