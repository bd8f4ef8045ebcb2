using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.PortalPay;

/// <summary>The payment platform of the National Public Service Portal: families choose their bank or wallet on its page.</summary>
/// <remarks>
/// The platform has no refund interface that is known: an officer refunds through its operator and records it. Field names, order and
/// hash are configuration, see <see cref="PortalPayOptions"/>.
/// </remarks>
public sealed class PortalPayGateway : IPaymentGateway, IDisposable
{
    /// <summary>Its name in addresses and records.</summary>
    public const string GatewayName = "portalpay";

    private const int MaxAnswerBytes = 64 * 1024;
    private const string Done = "00";

    private readonly PortalPayOptions _options;
    private readonly PortalPayFields _fields;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public PortalPayGateway(PortalPayOptions options, TimeProvider clock)
    {
        (_options, _clock, _fields) = (options, clock, new PortalPayFields(options));
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    public string Name => GatewayName;

    public LocalText Title { get; } = new("Nền tảng thanh toán Cổng Dịch vụ công quốc gia", "National Public Service Portal");

    public bool OpensLocally => false;

    public bool CallbackIsProof => !_options.LookUpTellsAmount;

    public bool AnswersFromTheBooks => true;

    public bool RefundsByHand => true;

    public TimeSpan AttemptLifetime => _options.AttemptLifetime;

    public async ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        if (order.Amount.Currency != Money.Dong) return OpenOutcome.Refused(PaymentProblems.GatewayRefused);
        var reference = order.Attempt.ToString();
        var values = new Dictionary<string, string>(_options.Fixed)
        {
            ["LoaiBanTin"] = "pay",
            ["MaDoiTac"] = _options.Partner,
            ["MaThamChieu"] = reference,
            ["SoTien"] = order.Amount.MinorUnits.ToString(CultureInfo.InvariantCulture),
            ["NgonNgu"] = order.Language,
            ["MaTienTe"] = Money.Dong,
            ["ThongTinGiaoDich"] = order.Description,
            // Derived, not read from the clock: an order that is opened again is the same one.
            ["ThoiGianGD"] = TimeOf(order.ExpiresAt - _options.AttemptLifetime),
            ["Ip"] = _options.ServerIp,
        };
        var body = _fields.Write(values, _options.InitOrder);
        body[_fields.NameOf("ThongTinBienLai")] = ReceiptOf(order);
        var (answer, why) = await AskAsync(_options.InitUrl, body, cancellationToken);
        if (answer is null) return OpenOutcome.Unknown(why);
        if (answer.GetValueOrDefault("MaLoi") is not { Length: > 0 } code) return OpenOutcome.Unknown("an answer without a result");
        if (code != Done) return OpenOutcome.Refused(PaymentProblems.GatewayRefused);
        return Uri.TryCreate(answer.GetValueOrDefault(_options.PayUrlField), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? OpenOutcome.Opened(reference, url.ToString())
            : OpenOutcome.Unknown("an order without an address");
    }

    public async ValueTask<GatewayOutcome> QueryAsync(AskedOrder order, CancellationToken cancellationToken)
    {
        var reference = order.Attempt.ToString();
        if (order.GatewayKey != reference) return GatewayOutcome.Unknown("the order's key is not known");
        var values = new Dictionary<string, string>(_options.Fixed)
        {
            ["LoaiBanTin"] = "receipt",
            ["MaDoiTac"] = _options.Partner,
            ["MaThamChieu"] = reference,
            ["ThoiGianGD"] = TimeOf(_clock.GetUtcNow()),
        };
        var (answer, why) = await AskAsync(_options.ReceiptUrl, _fields.Write(values, _options.ReceiptOrder), cancellationToken);
        if (answer?.GetValueOrDefault("MaLoi") is not { Length: > 0 } code) return GatewayOutcome.Unknown(answer is null ? why : "an answer without a result");
        // Without a receipt nothing is known of the order: it may be unpaid, or paid a moment ago.
        if (code != Done || answer.GetValueOrDefault("UrlBienLai") is not { Length: > 0 }) return GatewayOutcome.NotFound;
        if (answer.GetValueOrDefault("MaThamChieu") is { } about && about != reference) return GatewayOutcome.Unknown("an answer about another order");
        return _options.LookUpTellsAmount && PortalPayCallback.MoneyOf(answer) is { } paid ? paid : GatewayOutcome.Unknown("a receipt that names no amount");
    }

    /// <summary>An officer refunds through the platform's operator and records it; until then it is on its way.</summary>
    public ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RefundOutcome(OutcomeKind.Pending, Why: "to be refunded through the operator"));

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now) => PortalPayCallback.Read(raw, _fields, _options);

    public CallbackAnswer? AnswerCallback(GatewayCallback? callback, CallbackVerdict verdict, DateTimeOffset now)
    {
        // What is stored is done with, wrong amounts and unknown orders included: an officer has them. The rest shall come again.
        var isStored = verdict is CallbackVerdict.Taken or CallbackVerdict.Repeated or CallbackVerdict.UnknownOrder or CallbackVerdict.AmountDiffers;
        var values = new Dictionary<string, string>
        {
            ["MaLoi"] = isStored ? Done : "99",
            ["MoTaLoi"] = verdict.ToString(),
            ["MaDoiTac"] = _options.Partner,
            ["MaThamChieu"] = callback?.Attempt?.Replace(_options.Delimiter, ' ') ?? "",
            ["ThoiGianGD"] = TimeOf(now),
        };
        return new CallbackAnswer(Encoding.UTF8.GetBytes(_fields.Write(values, [.. values.Keys]).ToJsonString()));
    }

    public void Dispose() => _http.Dispose();

    private JsonObject ReceiptOf(OpenOrder order)
    {
        var receipt = new JsonObject();
        foreach (var (name, value) in _options.Receipt) receipt[name] = value;
        receipt["MaHoSo"] = order.Description;
        receipt["NoiDungThanhToan"] = order.Description;
        receipt["DSKhoanNop"] = new JsonArray(new JsonObject
        {
            ["NoiDung"] = order.Description,
            ["SoTien"] = order.Amount.MinorUnits.ToString(CultureInfo.InvariantCulture),
        });
        return receipt;
    }

    private async ValueTask<(Dictionary<string, string>? Answer, string Why)> AskAsync(Uri url, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(url, content, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK) return (null, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
            return (_fields.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken)), "an answer that cannot be read");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, e.GetType().Name);
        }
    }

    private static string TimeOf(DateTimeOffset instant) => instant.InVietnam().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
}
