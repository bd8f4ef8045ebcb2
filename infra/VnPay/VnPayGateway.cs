using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.VnPay;

/// <summary>VNPAY 2.1.0: domestic cards, bank applications and wallets on VNPAY's own page.</summary>
/// <remarks>
/// Opening signs an address. A notification is verified, stored and answered, and the order is asked about before anything is
/// credited. Source: sandbox.vnpayment.vn/apis/docs.
/// </remarks>
public sealed class VnPayGateway : IPaymentGateway, IDisposable
{
    /// <summary>VNPAY's name in addresses and records.</summary>
    public const string GatewayName = "vnpay";

    private const string Version = "2.1.0";
    private readonly VnPayOptions _options;
    private readonly IdSource _ids;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly VnPayApi _api;

    public VnPayGateway(VnPayOptions options, IdSource ids, TimeProvider clock)
    {
        (_options, _ids, _clock) = (options, ids, clock);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = VnPayApi.MaxAnswerBytes,
        };
        _api = new VnPayApi(_http, options);
    }

    public string Name => GatewayName;

    public LocalText Title { get; } = new("Thẻ nội địa, ứng dụng ngân hàng (VNPAY)", "Domestic card or bank app (VNPAY)");

    public bool OpensLocally => true;

    public bool CallbackIsProof => false;

    public bool AnswersFromTheBooks => true;

    public TimeSpan AttemptLifetime => _options.AttemptLifetime;

    public ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        if (order.Amount.Currency != Money.Dong) return ValueTask.FromResult(OpenOutcome.Refused(PaymentProblems.GatewayRefused));
        var txnRef = VnPayText.TxnRefOf(order.Attempt);
        // Derived, not read from the clock: the same attempt opened again must give the same address.
        var createDate = VnPayText.TimeOf(order.ExpiresAt - _options.AttemptLifetime);
        var query = VnPaySignature.SignQuery(
            new Dictionary<string, string>
            {
                ["vnp_Version"] = Version,
                ["vnp_Command"] = "pay",
                ["vnp_TmnCode"] = _options.TmnCode,
                ["vnp_Amount"] = VnPayText.AmountOf(order.Amount),
                ["vnp_CurrCode"] = Money.Dong,
                ["vnp_TxnRef"] = txnRef,
                ["vnp_OrderInfo"] = VnPayText.OrderInfoOf(order.Description),
                ["vnp_OrderType"] = "other",
                ["vnp_Locale"] = order.Language == "en" ? "en" : "vn",
                ["vnp_IpAddr"] = _options.ServerIp,
                ["vnp_ReturnUrl"] = new Uri(_options.PublicUrl, $"/pay/{order.Attempt.Payment}/back").ToString(),
                ["vnp_CreateDate"] = createDate,
                ["vnp_ExpireDate"] = VnPayText.TimeOf(order.ExpiresAt),
            },
            _options.HashSecret);
        return ValueTask.FromResult(OpenOutcome.Opened(VnPayText.KeyOf(txnRef, createDate), $"{_options.PayUrl}?{query}"));
    }

    public async ValueTask<GatewayOutcome> QueryAsync(AskedOrder order, CancellationToken cancellationToken)
    {
        if (VnPayText.ReadKey(order.GatewayKey) is not { } key) return GatewayOutcome.Unknown("the order's key is not known");
        var reply = await QueryAsync(key.TxnRef, key.CreateDate, cancellationToken);
        return reply.Code switch
        {
            "" => GatewayOutcome.Unknown(reply.Why),
            "91" => GatewayOutcome.NotFound,
            "00" => OutcomeOf(reply),
            var code => GatewayOutcome.Unknown($"answer {code}"),
        };
    }

    public async ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken)
    {
        if (VnPayText.ReadKey(order.GatewayKey) is not { } key) return new RefundOutcome(OutcomeKind.Unknown, Why: "the order's key is not known");
        var before = await QueryAsync(key.TxnRef, key.CreateDate, cancellationToken);
        if (VnPayRefund.BeforeAsking(before, order, _clock.GetUtcNow()) is { } known) return known;

        var reply = await _api.AskAsync(
            VnPayRefund.Request(before, order, key.TxnRef, key.CreateDate, _options, Version, VnPayText.TimeOf(_clock.GetUtcNow())), cancellationToken);
        return reply.Code == VnPayRefund.Duplicate
            ? VnPayRefund.WhenAskedBefore(await QueryAsync(key.TxnRef, key.CreateDate, cancellationToken), order)
            : VnPayRefund.AfterAsking(reply, order, _clock.GetUtcNow());
    }

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now) => VnPayCallback.Read(raw, _options);

    public CallbackAnswer? AnswerCallback(GatewayCallback? callback, CallbackVerdict verdict, DateTimeOffset now) => VnPayCallback.Answer(verdict);

    public void Dispose() => _http.Dispose();

    private ValueTask<VnPayReply> QueryAsync(string txnRef, string createDate, CancellationToken cancellationToken) => _api.AskAsync(
        [
            ("vnp_RequestId", _ids.Next()),
            ("vnp_Version", Version),
            ("vnp_Command", "querydr"),
            ("vnp_TmnCode", _options.TmnCode),
            ("vnp_TxnRef", txnRef),
            ("vnp_TransactionDate", createDate),
            ("vnp_CreateDate", VnPayText.TimeOf(_clock.GetUtcNow())),
            ("vnp_IpAddr", _options.ServerIp),
            ("vnp_OrderInfo", "query"),
        ],
        cancellationToken);

    private static GatewayOutcome OutcomeOf(VnPayReply reply)
    {
        // Once money has gone back the answer speaks of the refund, so it says nothing certain of the capture.
        if (VnPayRefund.IsUnderWay(reply)) return GatewayOutcome.Unknown("the order was refunded");
        if (VnPayText.ReadAmount(reply["vnp_Amount"], null) is not { MinorUnits: > 0 } amount) return GatewayOutcome.Unknown("an impossible amount");
        var reference = reply["vnp_TransactionNo"];
        return reply["vnp_TransactionStatus"] switch
        {
            "00" when reference.Length is > 0 and <= PaymentLimits.MaxReferenceLength && VnPayText.ReadTime(reply["vnp_PayDate"]) is { } paidAt =>
                GatewayOutcome.Succeeded(amount, reference, paidAt),
            "01" => GatewayOutcome.Pending,
            "02" => GatewayOutcome.Failed("02"),
            "04" or "07" => GatewayOutcome.Suspicious(amount, reference, reply["vnp_TransactionStatus"]),
            var status => GatewayOutcome.Unknown($"status {status}"),
        };
    }
}
