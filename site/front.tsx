import './front.css';
import { createRoot } from 'react-dom/client';
import { Demo, type DemoPicture } from './Demo';

const place = document.querySelector<HTMLElement>('#demo')!;
const pictures = JSON.parse(place.dataset.pictures!) as readonly DemoPicture[];
createRoot(place).render(<Demo pictures={pictures} folder="assets/faces/" />);
