using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Invoices as a table: one row a line, and the invoice's own totals on its first row alone, so that columns can be added up.</summary>
public static class InvoiceTable
{
    /// <summary>Titles name the fields of the tax authority's format, which providers' import screens know.</summary>
    private static readonly LocalText[] Header =
    [
        new("Mã của hệ thống", "Our key"), new("Loại", "Kind"), new("Mẫu số (KHMSHDon)", "Form (KHMSHDon)"), new("Ký hiệu (KHHDon)", "Series (KHHDon)"),
        new("Số (SHDon)", "Number (SHDon)"), new("Mã của cơ quan thuế (MCCQT)", "Tax authority's code (MCCQT)"), new("Ngày lập (NLap)", "Issued on (NLap)"),
        new("Tiền tệ (DVTTe)", "Currency (DVTTe)"), new("Tỷ giá (TGia)", "Rate (TGia)"), new("Thanh toán (HTTToan)", "Payment (HTTToan)"),
        new("Người bán", "Seller"), new("MST người bán", "Seller's tax code"), new("Địa chỉ người bán", "Seller's address"),
        new("Người mua", "Buyer"), new("MST người mua (MST)", "Buyer's tax code (MST)"), new("Số định danh (CCCDan)", "Personal number (CCCDan)"),
        new("Địa chỉ người mua (DChi)", "Buyer's address (DChi)"), new("Email (DCTDTu)", "E-mail (DCTDTu)"), new("Mã học sinh (MKHang)", "Pupil code (MKHang)"),
        new("Học sinh", "Pupil"), new("Lớp", "Class"), new("Khoản thu", "Bill"), new("STT", "Line"), new("Mã khoản (MHHDVu)", "Item (MHHDVu)"),
        new("Tên khoản (THHDVu)", "Name (THHDVu)"), new("Đơn vị tính (DVTinh)", "Unit (DVTinh)"), new("Số lượng (SLuong)", "Quantity (SLuong)"),
        new("Đơn giá (DGia)", "Unit price (DGia)"), new("Chiết khấu (STCKhau)", "Discount (STCKhau)"), new("Thành tiền (ThTien)", "Amount (ThTien)"),
        new("Thuế suất (TSuat)", "VAT rate (TSuat)"), new("Tiền thuế", "VAT"), new("Tổng tiền (TgTTTBSo)", "Total (TgTTTBSo)"),
        new("Bằng chữ (TgTTTBChu)", "In words (TgTTTBChu)"), new("Tính chất (TCHDon)", "Relation (TCHDon)"), new("Hóa đơn liên quan", "Related invoice"),
        new("Mẫu số liên quan (KHMSHDCLQuan)", "Related form (KHMSHDCLQuan)"), new("Ký hiệu liên quan (KHHDCLQuan)", "Related series (KHHDCLQuan)"),
        new("Số liên quan (SHDCLQuan)", "Related number (SHDCLQuan)"), new("Ngày liên quan (NLHDCLQuan)", "Related day (NLHDCLQuan)"), new("Lý do (GChu)", "Reason (GChu)"),
    ];

    public static ExportTable Of(InvoiceExport export, string language) => new(
        $"invoices-{export.School}-{export.Period}",
        [.. Header.Select(title => title.In(language))],
        [.. export.Invoices.SelectMany(issued => issued.Invoice.Lines.Select((line, i) => Row(issued, line, i)))]);

    /// <summary>How the tax authority's format says what an invoice is to the one it names.</summary>
    public static int? RelationOf(InvoiceKind kind) => kind switch
    {
        InvoiceKind.Replacing => 1,
        InvoiceKind.Adjusting => 2,
        _ => null,
    };

    private static object[] Row(IssuedInvoice issued, InvoiceLine line, int index)
    {
        var (invoice, of) = (issued.Invoice, issued.Invoice.Of);
        return
        [
            invoice.Key, invoice.Kind.ToString(), (long)invoice.Form, issued.Given?.Series ?? invoice.Series, (long)(issued.Given?.Number ?? invoice.Number),
            issued.Given?.AuthorityCode ?? "", Day(invoice.IssuedOn), "VND", 1L, invoice.Payment,
            invoice.Seller.Name, invoice.Seller.TaxCode, invoice.Seller.Address,
            invoice.Buyer.Name, invoice.Buyer.TaxCode ?? "", invoice.Buyer.PersonalNumber?.Value ?? "",
            invoice.Buyer.Address ?? "", invoice.Buyer.Email ?? "", invoice.Buyer.Student,
            invoice.Buyer.StudentName, invoice.Buyer.Class, invoice.BillCode, (long)(index + 1), line.Item,
            line.Name, line.Unit, Number(line.Quantity), Number(line.UnitVnd), line.DiscountVnd, line.AmountVnd,
            line.VatRate, 0L, index == 0 ? invoice.TotalVnd : "", invoice.TotalInWords, Number(RelationOf(invoice.Kind)), of?.Key ?? "",
            Number(of?.Form), of is null ? "" : issued.OfGiven?.Series ?? of.Series, Number(issued.OfGiven?.Number ?? of?.Number),
            of is null ? "" : Day(of.IssuedOn), invoice.Reason ?? "",
        ];
    }

    private static object Number(long? number) => number is { } value ? value : "";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
