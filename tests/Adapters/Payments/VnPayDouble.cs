using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>VNPAY's side: it reads the signed address, keeps its own books, notifies, answers questions and refunds. Written from its interface, not from ours.</summary>
internal sealed class VnPayDouble : FaultyServer
{
    public const string TmnCode = "TESTTMN1";
    public const string Secret = "TESTSECRETTESTSECRETTESTSECRET12";

    private static readonly string[] AnswerFields =
    [
        "vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode", "vnp_TxnRef", "vnp_Amount", "vnp_BankCode", "vnp_PayDate",
        "vnp_TransactionNo", "vnp_TransactionType", "vnp_TransactionStatus", "vnp_OrderInfo",
    ];

    private readonly ConcurrentDictionary<string, byte> _requestIds = new();

    public ConcurrentDictionary<string, Order> Orders { get; } = new();

    public List<JsonObject> Requests { get; } = [];

    /// <summary>Changes a signed answer before it is sent; null leaves it.</summary>
    public Action<JsonObject>? Spoil { get; set; }

    /// <summary>Changes an answer before it is signed; null leaves it.</summary>
    public Action<JsonObject>? Alter { get; set; }

    public static string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)));

    /// <summary>The values of the address a payer was sent to, once its signature holds.</summary>
    public static Dictionary<string, string> ReadAddress(string url)
    {
        var query = url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..];
        var at = query.LastIndexOf("&vnp_SecureHash=", StringComparison.Ordinal);
        Hash(query[..at]).Should().Be(query[(at + "&vnp_SecureHash=".Length)..]);
        var names = query[..at].Split('&').Select(pair => pair.Split('=')[0]).ToList();
        names.Should().BeInAscendingOrder(StringComparer.Ordinal);
        return query[..at].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
    }

    /// <summary>The payer is done at the page.</summary>
    public Order Settle(string url, DateTimeOffset now, long? amountVnd = null, string response = "00", string status = "00")
    {
        var asked = ReadAddress(url);
        var order = new Order(
            asked["vnp_TxnRef"],
            asked["vnp_CreateDate"],
            amountVnd * 100 ?? long.Parse(asked["vnp_Amount"], CultureInfo.InvariantCulture),
            (14_000_000 + Orders.Count).ToString(CultureInfo.InvariantCulture),
            now.ToOffset(TimeSpan.FromHours(7)).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            response,
            status);
        return Orders[order.TxnRef] = order;
    }

    public static RawCallback Notify(Order order, Action<SortedDictionary<string, string>>? change = null)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["vnp_TmnCode"] = TmnCode,
            ["vnp_TxnRef"] = order.TxnRef,
            ["vnp_Amount"] = order.Hundredths.ToString(CultureInfo.InvariantCulture),
            ["vnp_BankCode"] = "NCB",
            ["vnp_BankTranNo"] = "VNP14226112",
            ["vnp_CardType"] = "ATM",
            ["vnp_OrderInfo"] = "G03 00 01 270421 000001",
            ["vnp_PayDate"] = order.PayDate,
            ["vnp_ResponseCode"] = order.Response,
            ["vnp_TransactionNo"] = order.TransactionNo,
            ["vnp_TransactionStatus"] = order.Status,
        };
        change?.Invoke(values);
        var text = string.Join('&', values.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Key}={WebUtility.UrlEncode(pair.Value)}"));
        return new RawCallback(new Dictionary<string, string>(), $"{text}&vnp_SecureHash={Hash(text)}", ReadOnlyMemory<byte>.Empty);
    }

    protected override async Task AnswerAsync(HttpContext context)
    {
        context.Request.ContentType.Should().StartWith("application/json");
        var asked = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        Requests.Add(asked);
        var answer = Answer(asked);
        Alter?.Invoke(answer);
        IEnumerable<string> fields = (string)asked["vnp_Command"]! == "querydr" ? [.. AnswerFields, "vnp_PromotionCode", "vnp_PromotionAmount"] : AnswerFields;
        answer["vnp_SecureHash"] = Hash(string.Join('|', fields.Select(field => (string?)answer[field] ?? "")));
        Spoil?.Invoke(answer);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Answer(JsonObject asked)
    {
        var command = Text("vnp_Command");
        string[] signed = command == "querydr"
            ? ["vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TxnRef", "vnp_TransactionDate", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo"]
            : ["vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TransactionType", "vnp_TxnRef", "vnp_Amount", "vnp_TransactionNo",
                "vnp_TransactionDate", "vnp_CreateBy", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo"];
        var answer = new JsonObject
        {
            ["vnp_ResponseId"] = Guid.NewGuid().ToString("N"),
            ["vnp_Command"] = command,
            ["vnp_TmnCode"] = Text("vnp_TmnCode"),
            ["vnp_TxnRef"] = Text("vnp_TxnRef"),
            ["vnp_Message"] = "message",
        };
        var order = Orders.GetValueOrDefault(Text("vnp_TxnRef"));
        answer["vnp_ResponseCode"] = Hash(string.Join('|', signed.Select(Text))) != Text("vnp_SecureHash") ? "97"
            : Text("vnp_RequestId").Length > 32 || !Text("vnp_RequestId").All(char.IsAsciiLetterOrDigit) ? "03"
            : order is null || order.CreateDate != Text("vnp_TransactionDate") ? "91"
            : command == "refund" ? Refund(order, asked)
            : _requestIds.TryAdd(Text("vnp_RequestId"), 0) ? "00" : "94";
        if ((string)answer["vnp_ResponseCode"]! != "00") return answer;

        answer["vnp_Amount"] = order!.Hundredths.ToString(CultureInfo.InvariantCulture);
        answer["vnp_BankCode"] = "NCB";
        answer["vnp_PayDate"] = order.PayDate;
        answer["vnp_TransactionNo"] = order.TransactionNo;
        answer["vnp_TransactionType"] = command == "refund" ? Text("vnp_TransactionType") : order.Back == 0 ? "01" : order.Back == order.Hundredths ? "02" : "03";
        answer["vnp_TransactionStatus"] = order.Back > 0 ? order.RefundStatus : order.Status;
        answer["vnp_OrderInfo"] = "order";
        return answer;

        string Text(string name) => (string?)asked[name] ?? "";
    }

    private string Refund(Order order, JsonObject asked)
    {
        if (!_requestIds.TryAdd((string)asked["vnp_RequestId"]!, 0)) return "94";
        var amount = long.Parse((string)asked["vnp_Amount"]!, CultureInfo.InvariantCulture);
        if (order.Status != "00") return "95";
        if ((string)asked["vnp_TransactionNo"]! != order.TransactionNo) return "91";
        if ((string)asked["vnp_TransactionType"]! == "02" && (order.Back > 0 || amount != order.Hundredths)) return "04";
        if (order.Back + amount > order.Hundredths) return "93";
        order.Back += amount;
        return "00";
    }

    internal sealed record Order(string TxnRef, string CreateDate, long Hundredths, string TransactionNo, string PayDate, string Response, string Status)
    {
        public long Back { get; set; }

        public string RefundStatus { get; set; } = "00";
    }
}
