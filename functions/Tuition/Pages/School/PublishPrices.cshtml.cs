using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>A school publishes its prices from a sheet: a trial first, then for real. What is published can be had as the same sheet.</summary>
[Authorize(Roles = nameof(Role.School))]
public sealed class PublishPricesModel(ISheetReader sheets, Catalogues catalogues) : ServicePage
{
    private const string Public = "public";
    private const string Private = "private";

    public FeeCatalogue? Published { get; private set; }

    public FeeCatalogue? Trial { get; private set; }

    public string Name { get; private set; } = string.Empty;

    public string NameEn { get; private set; } = string.Empty;

    public string? IsPublic { get; private set; }

    public string Instalments { get; private set; } = "100@14";

    public string Reason { get; private set; } = string.Empty;

    public IReadOnlyList<Choice> Kinds =>
        [new(Public, L("Công lập", "Public"), L("Không thu học phí", "Takes no tuition")), new(Private, L("Ngoài công lập", "Private"))];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Published = await catalogues.FindAsync(Me.Unit!, cancellationToken);
        if (Published is not { } known) return;
        (Name, NameEn, IsPublic) = (known.Name.Vi, known.Name.En, known.IsPublic ? Public : Private);
        Instalments = string.Join("; ", known.Instalments.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Percent}@{part.DueDay}")));
    }

    /// <summary>What is published, as a sheet that would publish it again.</summary>
    public async Task<IActionResult> OnGetSheetAsync(string? format, CancellationToken cancellationToken)
    {
        if (await catalogues.FindAsync(Me.Unit!, cancellationToken) is not { } known) return Refusal(TuitionProblems.NoCatalogue);
        var table = PriceSheet.Of(known);
        return format == "xlsx"
            ? File(await TableFile.XlsxAsync(table, cancellationToken), TableFile.XlsxType, table.Name + ".xlsx")
            : File(await TableFile.CsvAsync(table, cancellationToken), TableFile.CsvType, table.Name + ".csv");
    }

    public async Task<IActionResult> OnPostAsync(
        string? name, string? nameEn, string? isPublic, string? instalments, string? reason, string? mode, IFormFile? sheet, CancellationToken cancellationToken)
    {
        Published = await catalogues.FindAsync(Me.Unit!, cancellationToken);
        (Name, NameEn, IsPublic) = (name?.Trim() ?? "", nameEn?.Trim() ?? "", isPublic);
        (Instalments, Reason) = (instalments?.Trim() ?? "", reason?.Trim() ?? "");

        if (sheet is { Length: > Sheet.MaxBytes }) return AskAgain(KernelProblems.TooLarge(Sheet.MaxBytes));
        var content = sheet is null ? [] : await sheet.ReadAsync(cancellationToken);
        if (!Items(content, cancellationToken).Succeeded(out var items, out var unreadable)) return AskAgain(unreadable);
        var faults = new List<FieldProblem>();
        if (isPublic is not (Public or Private)) faults.Add(TuitionProblems.Required("isPublic"));
        var command = new PublishCatalogue(
            Me.Unit!, new LocalText(Name, NameEn.Length > 0 ? NameEn : Name), Me.Unit![..2], isPublic == Public, items, Parts(faults), Reason);
        if (faults.Count > 0) return AskAgain(TuitionProblems.NotValid(faults));

        // Only the word "publish" publishes; anything else is a trial.
        if (mode == "publish")
        {
            return (await catalogues.PublishAsync(command, HttpContext.Asked(FormCause(content)), cancellationToken)).Succeeded(out _, out var refusal)
                ? Redirect("/school/tuition/prices?done=1")
                : AskAgain(AtTheSheet(refusal));
        }

        if (!(await catalogues.TryAsync(command, HttpContext.Asked(), cancellationToken)).Succeeded(out var trial, out var problem)) return AskAgain(AtTheSheet(problem));
        Trial = trial;
        return Page();
    }

    /// <summary>What a field is called.</summary>
    public string? LabelOf(string field) => field switch
    {
        "name" => L("Tên trường", "Name of the school"),
        "nameEn" => L("Tên tiếng Anh", "English name"),
        "isPublic" => L("Loại trường", "Kind of school"),
        "instalments" => L("Các đợt nộp", "Instalments"),
        "sheet" => L("Tệp bảng giá", "Sheet of prices"),
        "reason" => L("Lý do vượt quy định", "Why a price is beyond the rules"),
        _ => null,
    };

    private Result<FeeItem[]> Items(byte[] content, CancellationToken cancellationToken)
    {
        if (content.Length == 0)
        {
            return Published is { } known ? known.Items.ToArray() : TuitionProblems.NotValid([TuitionProblems.Required("sheet")]);
        }

        return sheets.Read(content, cancellationToken).Succeeded(out var sheet, out var unreadable) ? PriceSheet.Read(sheet) : unreadable;
    }

    private List<InstalmentPart> Parts(List<FieldProblem> faults)
    {
        var parts = new List<InstalmentPart>();
        foreach (var part in Instalments.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('@') is [var percent, var day]
                && int.TryParse(percent.Trim().TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var share)
                && int.TryParse(day.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var due))
                parts.Add(new InstalmentPart(share, due));
            else if (faults.All(fault => fault.Field != "instalments"))
                faults.Add(TuitionProblems.NotRight("instalments", "ghi như 60@14; 40@27", "write it as 60@14; 40@27"));
        }

        return parts;
    }

    /// <summary>What is wrong with an item has no field of its own on this page: it is said at the sheet, by the item's code.</summary>
    private Problem AtTheSheet(Problem problem) => problem.Fields is not { Count: > 0 } fields
        ? problem
        : problem with
        {
            Fields =
            [
                .. fields.Select(field => LabelOf(field.Field) is not null
                    ? field
                    : field with { Field = "sheet", Text = new LocalText($"{field.Field}: {field.Text.Vi}", $"{field.Field}: {field.Text.En}") }),
            ],
        };
}
