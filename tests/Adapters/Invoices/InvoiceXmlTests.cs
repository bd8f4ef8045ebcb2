using System.Xml.Linq;
using PublicServices.Infra.Invoices;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Adapters.Invoices;

public sealed class InvoiceXmlTests
{
    private static readonly InvoiceSettings Seller = new("Trường <A> & B", "0100109106", "Hà Nội", "024", null, "123", "Ngân hàng", 1, "C26TAA");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Write_Original_HasTheFieldsInTheirOrder()
    {
        var xml = Read(Issued(InvoiceKind.Original, 1, 350_000));
        xml.Descendants("TTChung").Single().Elements().Select(field => field.Name.LocalName).Should().Equal(
            "PBan", "THDon", "KHMSHDon", "KHHDon", "SHDon", "NLap", "DVTTe", "TGia", "HTTToan", "TTKhac");
        Value("KHHDon").Should().Be("C26TAA");
        Value("NLap").Should().Be("2026-10-02");
        xml.Descendants("NBan").Single().Element("Ten")!.Value.Should().Be("Trường <A> & B");
        var buyer = xml.Descendants("NMua").Single();
        (buyer.Element("Ten"), buyer.Element("HVTNMHang")!.Value, buyer.Element("CCCDan")!.Value).Should().Be((null, "Nguyễn Minh Anh", "001185012345"));
        xml.Descendants("HHDVu").Single().Elements().Select(field => field.Name.LocalName).Should().Equal(
            "TChat", "STT", "MHHDVu", "THHDVu", "DVTinh", "SLuong", "DGia", "ThTien", "TSuat");
        xml.Descendants("TToan").Single().Elements().Select(field => field.Name.LocalName).Should().Equal("THTTLTSuat", "TgTCThue", "TgTThue", "TgTTTBSo", "TgTTTBChu");
        xml.Descendants("TTHDLQuan").Should().BeEmpty();

        string Value(string name) => xml.Descendants(name).Single().Value;
    }

    [Fact]
    public void Write_SalesInvoice_CarriesNoTax()
    {
        var xml = Read(Issued(InvoiceKind.Original, 2, 350_000));
        xml.Descendants("TSuat").Should().BeEmpty();
        xml.Descendants("TToan").Single().Elements().Select(field => field.Name.LocalName).Should().Equal("TgTTTBSo", "TgTTTBChu");
    }

    [Theory]
    [InlineData(InvoiceKind.Replacing, "1", 350_000)]
    [InlineData(InvoiceKind.Adjusting, "2", -70_000)]
    public void Write_Correction_NamesTheOtherByItsGivenNumber(InvoiceKind kind, string relation, long amountVnd)
    {
        var xml = Read(Issued(kind, 1, amountVnd));
        xml.Descendants("TTHDLQuan").Single().Elements().Select(field => (field.Name.LocalName, field.Value)).Should().Equal(
            ("TCHDon", relation), ("LHDCLQuan", "1"), ("KHMSHDCLQuan", "1"), ("KHHDCLQuan", "C26TZZ"), ("SHDCLQuan", "815"), ("NLHDCLQuan", "2026-10-01"), ("GChu", "Lý do"));
        xml.Descendants("TgTTTBChu").Single().Value.Should().Be(AmountInWords.Of(amountVnd));
    }

    [Fact]
    public async Task Table_HoldsNoFormula()
    {
        var issued = Issued(InvoiceKind.Original, 1, 350_000);
        issued = issued with { Invoice = issued.Invoice with { Buyer = issued.Invoice.Buyer with { Name = "=1+1" } } };
        var csv = System.Text.Encoding.UTF8.GetString(await TableFile.CsvAsync(InvoiceTable.Of(new InvoiceExport("01-002", "2026-10", [issued]), "en"), Ct));
        csv.Should().Contain("'=1+1").And.NotContain(",=1+1");
    }

    private static XElement Read(IssuedInvoice issued) =>
        XElement.Load(new MemoryStream(InvoiceXml.Write(new InvoiceExport("01-002", "2026-10", [issued]))));

    private static IssuedInvoice Issued(InvoiceKind kind, int form, long amountVnd)
    {
        PersonalNumber.TryParse("001185012345", out var number).Should().BeTrue();
        var of = kind is InvoiceKind.Original ? null : new InvoiceReference("01-002.2026-10.1C26TAA.00000001", 1, "C26TAA", 1, new DateOnly(2026, 10, 1));
        var invoice = new Invoice(
            $"01-002.2026-10.{form}C26TAA.00000002", kind, form, "C26TAA", 2, new DateOnly(2026, 10, 2), DateTimeOffset.UnixEpoch, "school", new RecordId("sta-1"), "2026-10", 2,
            "HP-1", Seller with { Form = form }, new InvoiceBuyer("Nguyễn Minh Anh\u0001", null, number, null, null, "0100000001", "Nguyễn Minh Anh", "10A1"),
            [new InvoiceLine("boarding", "Bán trú", "Tháng", 1, amountVnd, 0, amountVnd, "KCT")], amountVnd, AmountInWords.Of(amountVnd), Invoice.Transfer, "Law", of,
            of is null ? null : "Lý do");
        return new IssuedInvoice(invoice, InvoiceStanding.InForce, null, of is null ? null : new InvoiceNumber(of.Key, "C26TZZ", 815, "M1", DateTimeOffset.UnixEpoch, "x"), false);
    }
}
