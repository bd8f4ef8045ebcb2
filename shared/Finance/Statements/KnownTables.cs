namespace PublicServices.Finance;

/// <summary>Columns of gateways' settlement tables where nobody has saved others.</summary>
/// <remarks>
/// Neither gateway publishes the form of its settlement files; the columns are named as its interface names the same fields, and an office
/// saves what its contract says. Sources: VNPAY 2.1.0 parameters; public code for the National Public Service Portal's payment platform.
/// </remarks>
public static class KnownTables
{
    private static readonly ColumnMapping[] All =
    [
        new(
            new StatementSource("vnpay"),
            ["vnp_PayDate", "vnp_TransactionNo", "vnp_TxnRef", "vnp_TransactionType", "vnp_Amount", "vnp_Fee", "vnp_BankCode", "vnp_OrderInfo"],
            "vnp_PayDate",
            "yyyyMMdd")
        {
            Reference = "vnp_TransactionNo",
            Order = "vnp_TxnRef",
            Kind = "vnp_TransactionType",
            // 01 a payment; 02 a full and 03 a partial refund, written as negative amounts.
            Kinds = new Dictionary<string, LineKind> { ["01"] = LineKind.Charge, ["02"] = LineKind.Refund, ["03"] = LineKind.Refund },
            Amount = "vnp_Amount",
            Fee = "vnp_Fee",
            Memo = "vnp_OrderInfo",
            Scale = 100,
            TotalLabel = "TOTAL",
            PayoutMemo = "VNPAY thanh toan",
        },
        new(
            new StatementSource("portalpay"),
            ["ThoiGianGD", "MaGiaoDich", "MaThamChieu", "LoaiGiaoDich", "SoTien", "PhiDichVu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich"],
            "ThoiGianGD",
            "yyyyMMdd")
        {
            Reference = "MaGiaoDich",
            Order = "MaThamChieu",
            Kind = "LoaiGiaoDich",
            Kinds = new Dictionary<string, LineKind> { ["TT"] = LineKind.Charge, ["HT"] = LineKind.Refund },
            Amount = "SoTien",
            Fee = "PhiDichVu",
            CurrencyColumn = "MaTienTe",
            Memo = "ThongTinGiaoDich",
            TotalLabel = "TONG",
            PayoutMemo = "Cong DVC quyet toan",
        },
    ];

    /// <summary>Whose they are.</summary>
    public static IEnumerable<StatementSource> Sources => All.Select(mapping => mapping.Source);

    /// <summary>The columns of a source; null when nothing is known of it.</summary>
    public static ColumnMapping? Of(StatementSource source) => Array.Find(All, mapping => mapping.Source == source);
}
