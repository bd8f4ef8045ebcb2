using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Infra.VnPay;

/// <summary>What VNPAY answered, signed; or (null values) why nothing is known.</summary>
internal readonly record struct VnPayReply(IReadOnlyDictionary<string, string>? Values, string Why)
{
    public string Code => this["vnp_ResponseCode"];

    public string this[string name] => Values?.GetValueOrDefault(name) ?? "";
}

/// <summary>VNPAY's one address for questions and refunds. An answer that is not signed for our order is no answer.</summary>
internal sealed class VnPayApi(HttpClient http, VnPayOptions options)
{
    /// <summary>VNPAY's answers are under a kilobyte.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    private static readonly string[] RefundAnswer =
    [
        "vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode", "vnp_TxnRef", "vnp_Amount", "vnp_BankCode",
        "vnp_PayDate", "vnp_TransactionNo", "vnp_TransactionType", "vnp_TransactionStatus", "vnp_OrderInfo",
    ];

    private static readonly string[] QueryAnswer = [.. RefundAnswer, "vnp_PromotionCode", "vnp_PromotionAmount"];

    /// <param name="fields">Names and values in the order they are signed in.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; VNPAY's own silence is no exception.</exception>
    public async ValueTask<VnPayReply> AskAsync(IReadOnlyList<(string Name, string Value)> fields, CancellationToken cancellationToken)
    {
        var body = new JsonObject();
        foreach (var (name, value) in fields) body[name] = value;
        body[VnPaySignature.HashName] = VnPaySignature.OfFields(fields.Select(field => field.Value), options.HashSecret);
        try
        {
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(options.ApiUrl, content, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK) return new VnPayReply(null, ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return new VnPayReply(null, e.GetType().Name);
        }
    }

    private VnPayReply Read(byte[] body, JsonObject asked)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return new VnPayReply(null, "no object");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number) values[property.Name] = property.Value.ToString();
        }

        var command = (string)asked["vnp_Command"]!;
        var signed = command == "querydr" ? QueryAnswer : RefundAnswer;
        var expected = VnPaySignature.OfFields(signed.Select(name => values.GetValueOrDefault(name, "")), options.HashSecret);
        if (!VnPaySignature.Holds(expected, values.GetValueOrDefault(VnPaySignature.HashName))) return new VnPayReply(null, "not signed");
        return values.GetValueOrDefault("vnp_Command") == command
            && values.GetValueOrDefault("vnp_TmnCode") == options.TmnCode
            && values.GetValueOrDefault("vnp_TxnRef") == (string)asked["vnp_TxnRef"]!
                ? new VnPayReply(values, "")
                : new VnPayReply(null, "an answer about another order");
    }
}
