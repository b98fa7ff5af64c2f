"""What is kept. One module per subject; every field is declared once, in its mapped class.

Glossary (English in code, Vietnamese on screens and papers, source where the law has one):

=====================  ==========================================  =======================================
Village                thôn, làng, ấp, bản, khu phố, tổ dân phố    Luật 10/2022/QH15; TT 04/2012/TT-BNV
VillageSuccession      thôn, xã đổi tên, sắp xếp lại               QĐ 758/QĐ-TTg năm 2026
ResidentialGroup       tổ dân cư (cụm, xóm, tổ nhân dân)           local usage, not an administrative level
Household              hộ gia đình                                 Luật Cư trú 2020, Điều 10
Person                 nhân khẩu, thành viên hộ
Head                   chủ hộ (the person so related)              Luật Cư trú 2020, Điều 10
SelfManagedGroup       tổ tự quản                                  quy định của tỉnh, của Mặt trận
GroupMember            thành viên tổ tự quản (hộ, người, cơ sở)
RegulationVersion      quy chế của tổ tự quản, từng bản
GroupActivity          sinh hoạt, hoạt động của tổ tự quản
GroupRating            xếp loại hằng năm của tổ tự quản
LifeEvent              biến động (sinh, mất, đến, đi, tách ...)
Stay, GroupStay        thời gian đã ở một hộ, một tổ
Residence              tạm trú, tạm vắng                           Luật Cư trú 2020, Điều 31
OfficeTerm             nhiệm kỳ của người giữ chức danh            NĐ 59/2023/NĐ-CP
Letterhead             đầu văn bản, người ký                       NĐ 30/2020/NĐ-CP, Phụ lục I
FormWording            lời văn trên giấy, của riêng thôn
Covenant               hương ước, quy ước                          NĐ 61/2023/NĐ-CP
CovenantVersion        bản quy ước (dự thảo, thông qua, hiệu lực)  NĐ 61/2023/NĐ-CP, Điều 7-14
CovenantNode           phần, chương, mục, điều, khoản, điểm        NĐ 61/2023/NĐ-CP, Điều 6
HouseholdClass         diện của hộ (nghèo, cận nghèo ...)
SavedList              danh sách đã lưu
Disclosure             lần xem số định danh đầy đủ                 Luật 91/2025/QH15
RecognitionDecision    quyết định công nhận                        NĐ 61/2023/NĐ-CP, Điều 11
PledgeCampaign         đợt ký cam kết / đăng ký
Pledge                 bản cam kết / bản đăng ký của một hộ
PrintBatch             một lần in bản cam kết của tổ, của thôn
SheetPrint             một bản cam kết đã in ra
HandbookEdition        sổ tay quy ước
CommuneTask            việc xã giao cho thôn
TaskReport             báo cáo của thôn về việc xã giao
CommuneCampaign        đợt ký cam kết xã giao
CovenantModel          quy ước mẫu của xã
IndicatorDefinition    chỉ tiêu xã giao
IndicatorValue         số liệu chỉ tiêu của một kỳ
Question               câu hỏi giữa thôn và xã
Proposal               đề nghị sửa số liệu, của xã
ChangeNote             phiếu thay đổi (never shown to people)
Bundle                 tệp dữ liệu gửi xã
=====================  ==========================================  =======================================
"""

from app.records import (
    assignments,
    covenants,
    events,
    handbooks,
    lists,
    papers,
    places,
    pledges,
    privacy,
    questions,
    register,
    reviews,
    self_managed,
)
from app.records.base import KINDS, SCHEMA, Record

__all__ = [
    "KINDS",
    "SCHEMA",
    "Record",
    "assignments",
    "covenants",
    "events",
    "handbooks",
    "lists",
    "papers",
    "places",
    "pledges",
    "privacy",
    "questions",
    "register",
    "reviews",
    "self_managed",
]
