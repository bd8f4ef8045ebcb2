using System.Net;

namespace PublicServices.Tests.EndToEnd.Crashes;

/// <summary>What a server acknowledged to a family.</summary>
/// <param name="Key">The idempotency key of the filing.</param>
/// <param name="Filed">The answer to the filing.</param>
/// <param name="Owner">Who filed.</param>
internal sealed record Acknowledged(int Candidate, string Key, Answer Filed, Visitor Owner)
{
    public string Registration => Filed.Text("registration");

    public string Payment => Filed.Text("payment");

    public string Dossier => Filed.Text("dossierCode");

    /// <summary>What the sandbox was told to do.</summary>
    public string Behaviour { get; init; } = "";

    /// <summary>The sandbox's reference of the money it took.</summary>
    public string Reference { get; init; } = "";
}

/// <summary>
/// A family whose server keeps dying. A lost connection means that it is not known whether the request was done, so the
/// same request is made again until there is an answer.
/// </summary>
internal sealed class StubbornFamily(Visitor visitor, Random random)
{
    /// <summary>What the sandbox does, in the proportions payers meet.</summary>
    private static readonly string[] Behaviours = ["succeed", "succeed", "callTwice", "callOutOfOrder", "staySilent"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private readonly Family _family = new(visitor, visitor);

    /// <summary>Requests that were sent and never answered: nobody knows whether they were done.</summary>
    public int Lost { get; private set; }

    /// <summary>Files and pays, whatever it takes.</summary>
    public async Task<Acknowledged> JourneyAsync(int candidate)
    {
        var key = $"stubborn-{candidate}";
        var filing = Candidates.FreeFiling(candidate);
        var filed = await StubbornlyAsync(() => _family.FileAsync(filing, key), HttpStatusCode.Created);
        // A nervous thumb: what was acknowledged is sent again.
        if (random.Next(4) == 0)
            (await StubbornlyAsync(() => _family.FileAsync(filing, key), HttpStatusCode.Created)).Body.Should().Be(filed.Body);

        var acknowledged = new Acknowledged(candidate, key, filed, visitor) { Behaviour = Behaviours[random.Next(Behaviours.Length)] };
        // The fee is asked for by message: a moment after the filing was answered.
        await StubbornlyAsync(() => _family.PaymentAsync(acknowledged.Payment), HttpStatusCode.OK, HttpStatusCode.NotFound);
        var opened = await StubbornlyAsync(
            () => visitor.PostAsync($"/api/payments/{acknowledged.Payment}/attempts", """{"gateway":"sandbox"}"""), HttpStatusCode.OK);
        var order = new Uri(visitor.Server, opened.Text("redirectUrl")).Query;
        var pressed = await StubbornlyAsync(() => _family.PressAsync(order, acknowledged.Behaviour), HttpStatusCode.OK);
        return acknowledged with { Reference = pressed.Text("reference") };
    }

    /// <summary>Makes a request until it is answered; being refused for the moment is not an answer.</summary>
    private async Task<Answer> StubbornlyAsync(Func<Task<Answer>> send, HttpStatusCode expected, HttpStatusCode? notYet = null)
    {
        Answer? answer = null;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    answer = await send();
                    // What stands before the server says it lost the connection.
                    if (answer.Status == HttpStatusCode.BadGateway) Lost++;
                    return answer.Status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway) && answer.Status != notYet;
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    if (e is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }) Lost++;
                    return false;
                }
            },
            Patience,
            () => "the server answers");
        return answer!.Must(expected);
    }
}
