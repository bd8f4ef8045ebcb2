using System.Net;

namespace PublicServices.Tests.EndToEnd;

/// <summary>What a family does, step by step, over HTTP. Whoever pays need not be signed in.</summary>
internal sealed class Family(Visitor visitor, Visitor payer)
{
    public Visitor Visitor => visitor;

    public Task<Answer> FileAsync(string filing, string? key = null) => visitor.PostAsync(
        $"/api/exams/{Candidates.Session}/registrations", filing, key is null ? [] : [("Idempotency-Key", key)]);

    /// <summary>Opens the fee at the sandbox.</summary>
    /// <returns>The query string of the sandbox's page: a signed order.</returns>
    public async Task<string> OpenAsync(string payment)
    {
        // The fee follows the registration by message, so whoever comes within milliseconds may find nothing yet.
        var opened = await Eventually.AsAsync(
            () => payer.PostAsync($"/api/payments/{payment}/attempts", """{"gateway":"sandbox"}"""),
            answer => answer.Status != HttpStatusCode.NotFound,
            $"{payment} is asked for");
        opened.Must(HttpStatusCode.OK);
        return new Uri(new Uri("http://sandbox"), opened.Text("redirectUrl")).Query;
    }

    /// <summary>Presses the button on the sandbox's page.</summary>
    public Task<Answer> PressAsync(string order, string behaviour = "succeed") =>
        payer.PostAsync($"/sandbox/charges{order}", $$"""{"behaviour":"{{behaviour}}"}""");

    /// <summary>Opens the fee and pays it.</summary>
    public async Task<Answer> PayAsync(string payment, string behaviour = "succeed") =>
        (await PressAsync(await OpenAsync(payment), behaviour)).Must(HttpStatusCode.OK);

    public Task<Answer> ReadAsync(string registration) => visitor.GetAsync($"/api/exams/registrations/{registration}");

    public Task<Answer> PaymentAsync(string payment, bool ask = false) => payer.GetAsync($"/api/payments/{payment}{(ask ? "?ask=true" : "")}");

    /// <summary>Waits until the registration is in a state.</summary>
    public Task<Answer> UntilAsync(string registration, string state, string? fee = null) => Eventually.AsAsync(
        () => ReadAsync(registration),
        read => read.Status == HttpStatusCode.OK && StateOf(read) == state && (fee is null || FeeOf(read) == fee),
        $"{registration} is {state} {fee}");

    /// <summary>Files, pays and waits for the confirmation.</summary>
    public async Task<Answer> ConfirmedAsync(int candidate)
    {
        var filed = (await FileAsync(Candidates.FreeFiling(candidate))).Must(HttpStatusCode.Created);
        await PayAsync(filed.Text("payment"));
        return await UntilAsync(filed.Text("registration"), "Confirmed", "Paid");
    }

    public Task<Answer> ChangeAsync(string registration, string action, long version, string? json = null) =>
        visitor.PostAsync($"/api/exams/registrations/{registration}/{action}", json, ("If-Match", $"\"{version}\""));

    public static string StateOf(Answer view) => view.Json["registration"]!["state"]!.GetValue<string>();

    public static string FeeOf(Answer view) => view.Json["registration"]!["fee"]!.GetValue<string>();

    public static string DossierOf(Answer view) => view.Json["registration"]!["dossierCode"]!.GetValue<string>();
}
