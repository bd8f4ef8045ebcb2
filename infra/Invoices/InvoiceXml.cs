using System.Globalization;
using System.Text;
using System.Xml;
using PublicServices.Tuition;

namespace PublicServices.Infra.Invoices;

/// <summary>Writes invoices in the data format of the tax authority, unsigned: the provider signs and sends them.</summary>
/// <remarks>Field names and order: Decision 1450/QĐ-TCT and Decision 1510/QĐ-TCT, part II; Decree 70/2025/NĐ-CP for the buyer's personal number.</remarks>
public static class InvoiceXml
{
    /// <summary>Content type of the file.</summary>
    public const string Type = "application/xml; charset=utf-8";

    private const string FormatVersion = "2.1.0";

    /// <summary>An invoice under Decree 123, as the related invoice's kind.</summary>
    private const string RelatedKind = "1";

    private const string Service = "1";
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true };

    /// <summary>All invoices as one file.</summary>
    public static byte[] Write(InvoiceExport export)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            xml.WriteStartElement("DSHDon");
            foreach (var issued in export.Invoices) Write(xml, issued);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void Write(XmlWriter xml, IssuedInvoice issued)
    {
        xml.WriteStartElement("HDon");
        xml.WriteStartElement("DLHDon");
        xml.WriteAttributeString("Id", issued.Invoice.Key);
        WriteCommon(xml, issued);
        xml.WriteStartElement("NDHDon");
        WriteSeller(xml, issued.Invoice.Seller);
        WriteBuyer(xml, issued.Invoice.Buyer);
        WriteLines(xml, issued.Invoice);
        WriteTotals(xml, issued.Invoice);
        xml.WriteEndElement();
        xml.WriteEndElement();
        Text(xml, "MCCQT", issued.Given?.AuthorityCode);
        xml.WriteEndElement();
    }

    private static void WriteCommon(XmlWriter xml, IssuedInvoice issued)
    {
        var invoice = issued.Invoice;
        xml.WriteStartElement("TTChung");
        Text(xml, "PBan", FormatVersion);
        Text(xml, "THDon", HasVat(invoice) ? "Hóa đơn giá trị gia tăng" : "Hóa đơn bán hàng");
        Number(xml, "KHMSHDon", invoice.Form);
        Text(xml, "KHHDon", issued.Given?.Series ?? invoice.Series);
        Number(xml, "SHDon", issued.Given?.Number ?? invoice.Number);
        Day(xml, "NLap", invoice.IssuedOn);
        Text(xml, "DVTTe", "VND");
        Number(xml, "TGia", 1);
        Text(xml, "HTTToan", invoice.Payment);
        if (invoice.Of is { } of)
        {
            xml.WriteStartElement("TTHDLQuan");
            Number(xml, "TCHDon", InvoiceTable.RelationOf(invoice.Kind));
            Text(xml, "LHDCLQuan", RelatedKind);
            Number(xml, "KHMSHDCLQuan", of.Form);
            Text(xml, "KHHDCLQuan", issued.OfGiven?.Series ?? of.Series);
            Number(xml, "SHDCLQuan", issued.OfGiven?.Number ?? of.Number);
            Day(xml, "NLHDCLQuan", of.IssuedOn);
            Text(xml, "GChu", invoice.Reason);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("TTKhac");
        Other(xml, "Key", invoice.Key);
        Other(xml, "MaKhoanThu", invoice.BillCode);
        Other(xml, "HocSinh", invoice.Buyer.StudentName);
        Other(xml, "Lop", invoice.Buyer.Class);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteSeller(XmlWriter xml, InvoiceSettings seller)
    {
        xml.WriteStartElement("NBan");
        Text(xml, "Ten", seller.Name);
        Text(xml, "MST", seller.TaxCode);
        Text(xml, "DChi", seller.Address);
        Text(xml, "SDThoai", seller.Phone);
        Text(xml, "DCTDTu", seller.Email);
        Text(xml, "STKNHang", seller.BankAccount);
        Text(xml, "TNHang", seller.BankName);
        xml.WriteEndElement();
    }

    /// <summary>An organisation has a name of its own; a person is named as the one who buys.</summary>
    private static void WriteBuyer(XmlWriter xml, InvoiceBuyer buyer)
    {
        var isOrganisation = buyer.TaxCode is not null;
        xml.WriteStartElement("NMua");
        Text(xml, "Ten", isOrganisation ? buyer.Name : null);
        Text(xml, "MST", buyer.TaxCode);
        Text(xml, "DChi", buyer.Address);
        Text(xml, "MKHang", buyer.Student);
        Text(xml, "CCCDan", buyer.PersonalNumber?.Value);
        Text(xml, "DCTDTu", buyer.Email);
        Text(xml, "HVTNMHang", isOrganisation ? buyer.StudentName : buyer.Name);
        xml.WriteEndElement();
    }

    private static void WriteLines(XmlWriter xml, Invoice invoice)
    {
        xml.WriteStartElement("DSHHDVu");
        for (var i = 0; i < invoice.Lines.Count; i++)
        {
            var line = invoice.Lines[i];
            xml.WriteStartElement("HHDVu");
            Text(xml, "TChat", Service);
            Number(xml, "STT", i + 1);
            Text(xml, "MHHDVu", line.Item);
            Text(xml, "THHDVu", line.Name);
            Text(xml, "DVTinh", line.Unit);
            Number(xml, "SLuong", line.Quantity);
            Number(xml, "DGia", line.UnitVnd);
            Number(xml, "STCKhau", line.DiscountVnd == 0 ? null : line.DiscountVnd);
            Number(xml, "ThTien", line.AmountVnd);
            if (HasVat(invoice)) Text(xml, "TSuat", line.VatRate);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteTotals(XmlWriter xml, Invoice invoice)
    {
        xml.WriteStartElement("TToan");
        if (HasVat(invoice))
        {
            xml.WriteStartElement("THTTLTSuat");
            foreach (var rate in invoice.Lines.GroupBy(line => line.VatRate))
            {
                xml.WriteStartElement("LTSuat");
                Text(xml, "TSuat", rate.Key);
                Number(xml, "ThTien", rate.Sum(line => line.AmountVnd));
                Number(xml, "TThue", 0);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            Number(xml, "TgTCThue", invoice.TotalVnd);
            Number(xml, "TgTThue", 0);
        }

        Number(xml, "TgTTTBSo", invoice.TotalVnd);
        Text(xml, "TgTTTBChu", invoice.TotalInWords);
        xml.WriteEndElement();
    }

    /// <summary>Sales invoices carry no tax.</summary>
    private static bool HasVat(Invoice invoice) => invoice.Form == 1;

    private static void Other(XmlWriter xml, string field, string value)
    {
        xml.WriteStartElement("TTin");
        Text(xml, "TTruong", field);
        Text(xml, "KDLieu", "string");
        Text(xml, "DLieu", value);
        xml.WriteEndElement();
    }

    /// <summary>Leaves out what is not there. Names come from lists people wrote, and may hold characters XML does not allow.</summary>
    private static void Text(XmlWriter xml, string name, string? text)
    {
        if (text is null) return;
        xml.WriteElementString(name, string.Concat(text.EnumerateRunes().Where(rune => rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value))));
    }

    private static void Number(XmlWriter xml, string name, long? number)
    {
        if (number is { } value) xml.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private static void Day(XmlWriter xml, string name, DateOnly day) => xml.WriteElementString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
