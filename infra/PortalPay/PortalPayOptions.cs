namespace PublicServices.Infra.PortalPay;

/// <summary>
/// How the National Public Service Portal's payment platform is reached. No official specification is public, so names of fields,
/// their order in hashes and the hash itself are configuration; the defaults are those that public adapters show.
/// </summary>
public sealed record PortalPayOptions
{
    private static readonly string[] HashedInCallbacks = ["MaLoi", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich"];

    /// <summary>Where an order is opened.</summary>
    public required Uri InitUrl { get; init; }

    /// <summary>Where a receipt is looked up.</summary>
    public required Uri ReceiptUrl { get; init; }

    /// <summary>Our code at the platform, <c>MaDoiTac</c>.</summary>
    public required string Partner { get; init; }

    /// <summary>The secret that ends every hashed text.</summary>
    public required string HashKey { get; init; }

    /// <summary>This service's address as the platform sees it; the payer's own is not passed on.</summary>
    public required string ServerIp { get; init; }

    /// <summary>Fixed values sent with every order, by field: version, channel, bank, device and so on.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; init; } = new Dictionary<string, string>
    {
        ["PhienBan"] = "1.0",
        ["LoaiHinhThanhToan"] = "",
        ["MaKenhThanhToan"] = "",
        ["MaThietBi"] = "",
        ["MaNganHang"] = "",
    };

    /// <summary>Fixed values of the receipt's particulars, <c>ThongTinBienLai</c>: unit, service, account that receives the money.</summary>
    public IReadOnlyDictionary<string, string> Receipt { get; init; } = new Dictionary<string, string>();

    /// <summary>What the platform calls a field; a field that is not named here keeps its own name.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Fields of an order, in the order they are hashed.</summary>
    public IReadOnlyList<string> InitOrder { get; init; } =
    [
        "LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaThietBi", "NgonNgu", "MaTienTe",
        "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip",
    ];

    /// <summary>Fields of a notification, in the order they are hashed. Reference, amount, currency and result must be among them.</summary>
    public IReadOnlyList<string> CallbackOrder { get; init; } =
    [
        "LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang", "ThoiGianGD", "ThongTinGiaoDich",
    ];

    /// <summary>Fields of a look-up, in the order they are hashed.</summary>
    public IReadOnlyList<string> ReceiptOrder { get; init; } = ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"];

    /// <summary>What stands between hashed values. Default <c>|</c>; a value that holds it is refused, because it could pass for two.</summary>
    public char Delimiter { get; init; } = '|';

    /// <summary><c>SHA256</c> (the default) or <c>SHA512</c> of the text that the key ends, or <c>HMACSHA256</c> under the key.</summary>
    public string Hash { get; init; } = "SHA256";

    /// <summary>The field of an answer that says where the payer pays. Default <c>UrlThanhToan</c>; to be confirmed with the operator.</summary>
    public string PayUrlField { get; init; } = "UrlThanhToan";

    /// <summary>
    /// True when a look-up also tells amount and transaction (<c>SoTien</c>, <c>MaTienTe</c>, <c>MaGiaoDich</c>): it is then asked before
    /// anything is credited. Default false: only the receipt is known by it, and the notification's hash is the proof.
    /// </summary>
    public bool LookUpTellsAmount { get; init; }

    /// <summary>How long a payer has. Default 30 minutes.</summary>
    public TimeSpan AttemptLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long one request may take. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong, in one line each; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (InitUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" }) yield return "InitUrl is an absolute http or https address";
        if (ReceiptUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" }) yield return "ReceiptUrl is an absolute http or https address";
        if (Partner.Length is 0 or > 50 || Partner.Contains(Delimiter)) yield return "Partner is 1 to 50 characters without the delimiter";
        if (HashKey.Length < 16) yield return "HashKey has 16 characters or more";
        if (!System.Net.IPAddress.TryParse(ServerIp, out _)) yield return "ServerIp is an address";
        if (Hash is not ("SHA256" or "SHA512" or "HMACSHA256")) yield return "Hash is SHA256, SHA512 or HMACSHA256";
        if (char.IsAsciiLetterOrDigit(Delimiter)) yield return "Delimiter is no letter or digit";
        // What is not hashed can be changed on the way.
        if (HashedInCallbacks.Any(field => !CallbackOrder.Contains(field)))
            yield return "CallbackOrder holds MaLoi, MaThamChieu, SoTien, MaTienTe and MaGiaoDich";
        if (!InitOrder.Contains("MaThamChieu") || !InitOrder.Contains("SoTien")) yield return "InitOrder holds MaThamChieu and SoTien";
        if (!ReceiptOrder.Contains("MaThamChieu")) yield return "ReceiptOrder holds MaThamChieu";
        if (AttemptLifetime < TimeSpan.FromMinutes(5) || AttemptLifetime > TimeSpan.FromDays(1)) yield return "AttemptLifetime is 5 minutes to a day";
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(1)) yield return "Timeout is more than nothing and at most a minute";
    }
}
