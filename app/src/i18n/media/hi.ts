import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': 'बोलकर बताएँ',
  'media.film': 'छोटा वीडियो',
  'media.hint': 'सीलबंद: इसे सिर्फ़ सबूतों का प्रभारी खोल सकता है। अधिकारी सिर्फ़ एक तस्वीर देखते हैं।',
  'media.recording': 'रिकॉर्डिंग चल रही है',
  'media.left': { one: '{count} सेकंड बाकी', other: '{count} सेकंड बाकी' },
  'media.known': 'आपकी आवाज़ पहचानी जा सकती है। यह सीलबंद है: सिर्फ़ सबूतों का प्रभारी सुन सकता है।',
  'media.stop': 'रोकें और रखें',
  'media.discard': 'हटा दें',
  'media.sealing': 'सील हो रही है…',
  'media.voice': 'आवाज़ {index}',
  'media.video': 'छोटा वीडियो {index}',
  'media.sealed': '{what}: सीलबंद मूल',
  'media.refused': 'माइक नहीं खुला। लिखकर बताएँ।',
  'media.write': 'लिखें',
  'media.empty': 'कुछ रिकॉर्ड नहीं हुआ। फिर कोशिश करें।',
  'media.too_long': 'वीडियो बहुत लंबा है। ज़्यादा से ज़्यादा {most} सेकंड का बनाएँ।',
  'media.too_large': 'वीडियो बहुत बड़ा है: ज़्यादा से ज़्यादा {most} MB। छोटा वीडियो बनाएँ।',
  'media.not_video': 'यहाँ सिर्फ़ वीडियो भेज सकते हैं।',
  'media.full': 'फ़ोन में जगह नहीं है। रिकॉर्डिंग सहेजी नहीं गई।',
  'media.too_many': 'फ़ोटो, आवाज़ और वीडियो: कुल {most} तक।',
  'media.dictate': 'बोलकर लिखें',
  'media.dictating': 'बोलना बंद करें',
  'media.keyboard': 'या कीबोर्ड का माइक इस्तेमाल करें।',

  'watch.title': 'कुछ नया हो तो बताएँ',
  'watch.hint': 'सिर्फ़ यह दिखता है कि कुछ नया है। हम इसके साथ कोई नाम नहीं रखते।',
  'watch.refused': 'इस पेज के लिए सूचनाएँ बंद हैं। ब्राउज़र की सेटिंग में इन्हें चालू करें।',
  'watch.failed': 'यह नहीं हो सका। फिर कोशिश करें।',
} satisfies Translation<typeof en>;
