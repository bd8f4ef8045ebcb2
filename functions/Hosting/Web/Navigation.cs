using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>One link of the main menu.</summary>
public sealed record NavigationLink(string Path, string Vi, string En);

/// <summary>Where each role begins, and what its menu holds.</summary>
public static class Navigation
{
    private static readonly NavigationLink[] Everybody =
    [
        new("/exams", "Đăng ký thi", "Register"),
        new("/payment-check", "Tra cứu thanh toán", "Check a payment"),
    ];

    private static readonly NavigationLink[] Family =
    [
        new("/exams", "Đăng ký thi", "Register"),
        new("/registrations", "Hồ sơ của tôi", "My registrations"),
        new("/tuition", "Học phí", "Tuition"),
    ];

    private static readonly NavigationLink[] School =
    [
        new("/school", "Hồ sơ", "Registrations"),
        new("/school/upload", "Nộp theo lớp", "Class upload"),
        new("/school/tuition", "Khoản thu", "Bills"),
        new("/school/tuition/prices", "Bảng giá", "Prices"),
        new("/school/tuition/benefits", "Miễn giảm", "Exemptions"),
        new("/school/tuition/reports", "Báo cáo", "Reports"),
        new("/school/tuition/invoices", "Hóa đơn điện tử", "E-invoices"),
        new("/school/tuition/search", "Tìm khoản thu", "Find bills"),
    ];

    private static readonly NavigationLink[] Department =
    [
        new("/department", "Đơn vị", "Units"),
        new("/department/units", "Danh sách đơn vị", "List of units"),
        new("/department/windows", "Thời hạn", "Windows"),
        new("/school/tuition/benefits", "Miễn giảm học phí", "Exemptions"),
        new("/school/tuition/reports", "Báo cáo học phí", "Tuition reports"),
        new("/school/tuition/invoices", "Hóa đơn điện tử", "E-invoices"),
        new("/school/tuition/search", "Tìm khoản thu", "Find bills"),
    ];

    private static readonly NavigationLink[] Ministry = [new("/ministry/sessions", "Kỳ thi", "Sessions"), .. Department];

    private static readonly NavigationLink[] Finance =
    [
        new("/finance", "Bàn tài vụ", "Desk"),
        new("/finance/cases", "Khoản cần xử lý", "Exceptions"),
        new("/finance/proposals", "Đề nghị", "Proposals"),
        new("/finance/ledger", "Sổ cái", "Ledger"),
        new("/school/tuition/reports", "Báo cáo học phí", "Tuition reports"),
        new("/school/tuition/invoices", "Hóa đơn điện tử", "E-invoices"),
        new("/school/tuition/search", "Tìm khoản thu", "Find bills"),
        new("/payment-check", "Tra cứu thanh toán", "Check a payment"),
    ];

    private static readonly NavigationLink[] Operator =
    [
        new("/operator", "Tin dừng lại", "Parked"),
        new("/operator/endpoints", "Điểm nhận", "Endpoints"),
        new("/operator/deliveries", "Tin đã gửi", "Deliveries"),
    ];

    /// <summary>The menu of a role; of a visitor when null.</summary>
    public static IReadOnlyList<NavigationLink> Of(Role? role) => role switch
    {
        Role.Family => Family,
        Role.School => School,
        Role.Department => Department,
        Role.Ministry => Ministry,
        Role.Finance => Finance,
        Role.Operator => Operator,
        _ => Everybody,
    };

    /// <summary>Where a role begins.</summary>
    public static string HomeOf(Role role) => role switch
    {
        Role.School => "/school",
        Role.Department or Role.Ministry => "/department",
        Role.Finance => "/finance",
        Role.Operator => "/operator",
        _ => "/",
    };

    /// <summary>The role as people call it.</summary>
    public static string NameOf(Role role, Say say) => role switch
    {
        Role.Family => say("Gia đình, thí sinh", "Family, candidate"),
        Role.School => say("Cán bộ nhà trường", "School officer"),
        Role.Department => say("Cán bộ Sở Giáo dục và Đào tạo", "Department officer"),
        Role.Ministry => say("Cán bộ Bộ Giáo dục và Đào tạo", "Ministry officer"),
        Role.Finance => say("Cán bộ tài chính", "Finance officer"),
        Role.Operator => say("Vận hành hệ thống", "Operator"),
        Role.Partner => say("Hệ thống đối tác", "Partner system"),
        _ => say("Hệ thống", "System"),
    };
}
